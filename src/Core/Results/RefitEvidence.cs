using SiameseSweep.Core.Sweeps;

namespace SiameseSweep.Core.Results;

/// <summary>A refit as the ranking sees it.</summary>
/// <param name="Result">Its runs, judged by test people (<see cref="Metrics.MetricSpec.OnTest"/>).</param>
/// <param name="Terms">Winner and threshold.</param>
public sealed record RefitEvidence(TrialResult Result, RefitTerms Terms);
