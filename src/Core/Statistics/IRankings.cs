namespace SiameseSweep.Core.Statistics;

/// <summary>Rankings of recorded sweeps.</summary>
public interface IRankings
{
    /// <summary>Returns the sweep's trials in order of value, with intervals, ties and baselines. Blocks on the disk.</summary>
    /// <exception cref="UserErrorException">There is no such sweep.</exception>
    Ranking Of(string sweepId);
}
