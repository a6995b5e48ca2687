using SiameseSweep.Core.Statistics;
using SiameseSweep.Core.Store;
using SiameseSweep.Core.SweepFiles.Plans;
using SiameseSweep.Dashboard.Live;

namespace SiameseSweep.Dashboard.Model;

/// <summary>The list of sweeps.</summary>
public sealed record SweepsModel(IReadOnlyList<SweepListItem> Sweeps)
{
    /// <summary>Reads it, with the rankings that are at hand: a page does not wait for those of thousands of runs.</summary>
    /// <param name="reader">The record.</param>
    /// <param name="best">What a ranking computed before says; null when there is none.</param>
    /// <param name="now">For the time that is left.</param>
    public static SweepsModel Read(IRecordReader reader, Func<string, BestTrial?> best, DateTimeOffset now) =>
        new(reader.Sweeps().Select(s => SweepListItem.Read(reader, s, best, now)).ToList());
}

/// <summary>A sweep in the list.</summary>
/// <param name="Row">Its row.</param>
/// <param name="Counts">Its runs by state.</param>
/// <param name="Best">Its best trial so far; null when none has a value, or none is ranked yet.</param>
/// <param name="Ranked">Whether it has been ranked.</param>
/// <param name="Failure">Why it cannot be ranked.</param>
/// <param name="Alarms">Its runs that collapsed or are at chance; null when there are none, or it is not ranked yet.</param>
/// <param name="Forecast">How far it is and how long it will take.</param>
public sealed record SweepListItem(
    SweepRow Row, RunCounts Counts, RankedTrial? Best, bool Ranked, string? Failure, AlarmCount? Alarms, SweepForecast Forecast)
{
    /// <summary>Reads one.</summary>
    public static SweepListItem Read(IRecordReader reader, SweepRow row, Func<string, BestTrial?> best, DateTimeOffset now)
    {
        RunCounts counts = RunCounts.Of(reader, row.SweepId);
        BestTrial? known = counts.All == 0 ? null : best(row.SweepId);
        return new SweepListItem(
            row,
            counts,
            known?.Best,
            counts.All == 0 || known is not null,
            known?.Failure,
            known?.Alarms,
            SweepForecast.Of(reader, row, now));
    }
}
