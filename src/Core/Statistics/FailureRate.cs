namespace SiameseSweep.Core.Statistics;

/// <summary>Failure rate of runs for one value of a parameter.</summary>
/// <param name="Value">The value, or the range of those seen.</param>
/// <param name="Runs">Runs that have ended there; those that never started do not count.</param>
/// <param name="Failed">Of them: failed, collapsed or at chance, or with nothing but numbers that are not finite.</param>
public sealed record FailureRate(string Value, int Runs, int Failed)
{
    /// <summary>Share of the runs, 0 to 1; NaN when there is none.</summary>
    public double Rate => (double)Failed / Runs;
}
