using SiameseSweep.Core.Runs;

namespace SiameseSweep.Core.Results;

/// <summary>A baseline on one run's pairs.</summary>
/// <param name="Run">Whose pairs.</param>
/// <param name="Method"><c>pixels</c> or <c>untrained</c>.</param>
/// <param name="Metrics">By name; may hold NaN.</param>
public sealed record BaselineEvidence(RunId Run, string Method, IReadOnlyDictionary<string, double> Metrics);
