using SiameseSweep.Core.Runs;

namespace SiameseSweep.Core.Results;

/// <summary>A baseline on one run's pairs.</summary>
/// <param name="Run">Whose pairs.</param>
/// <param name="Method">Name of a <see cref="Baseline"/>.</param>
/// <param name="Metrics">By name; may hold NaN.</param>
public sealed record BaselineEvidence(RunId Run, string Method, IReadOnlyDictionary<string, double> Metrics);
