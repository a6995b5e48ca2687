using SiameseSweep.Core.Sweeps;

namespace SiameseSweep.Core.Results;

/// <summary>A trial as the ranking sees it.</summary>
/// <param name="Result">Its runs and its value.</param>
/// <param name="Configuration">Its parameters.</param>
public sealed record TrialEvidence(TrialResult Result, RunConfiguration Configuration);
