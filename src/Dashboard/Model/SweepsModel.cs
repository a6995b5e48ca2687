using SiameseSweep.Core.Statistics;
using SiameseSweep.Core.Store;

namespace SiameseSweep.Dashboard.Model;

/// <summary>The list of sweeps.</summary>
public sealed record SweepsModel(IReadOnlyList<SweepListItem> Sweeps)
{
    /// <summary>Reads it.</summary>
    public static SweepsModel Read(IRecordReader reader, Func<string, Ranking> ranking) =>
        new(reader.Sweeps().Select(s => SweepListItem.Read(reader, s, ranking)).ToList());
}

/// <summary>A sweep in the list.</summary>
/// <param name="Row">Its row.</param>
/// <param name="Counts">Its runs by state.</param>
/// <param name="Best">Its best trial so far; null when none has a value.</param>
public sealed record SweepListItem(SweepRow Row, RunCounts Counts, RankedTrial? Best)
{
    /// <summary>Reads one.</summary>
    public static SweepListItem Read(IRecordReader reader, SweepRow row, Func<string, Ranking> ranking)
    {
        RunCounts counts = RunCounts.Of(reader, row.SweepId);
        RankedTrial? best = counts.All == 0 ? null : ranking(row.SweepId).Trials.FirstOrDefault(t => t.Rank == 1);
        return new SweepListItem(row, counts, best);
    }
}
