using SiameseSweep.Core.Sweeps;

namespace SiameseSweep.Core.Scheduling;

/// <summary>The refit that a sweep's results ask for.</summary>
/// <param name="Configuration">The winner's, with the median of its runs' best epochs, rounded up, and a warm-up as much shorter.</param>
/// <param name="Terms">The winner and the mean of its runs' thresholds.</param>
public sealed record RefitPlan(RunConfiguration Configuration, RefitTerms Terms);
