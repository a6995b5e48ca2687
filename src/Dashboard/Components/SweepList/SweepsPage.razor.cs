using Microsoft.AspNetCore.Components;
using SiameseSweep.Core;
using SiameseSweep.Core.Statistics;
using SiameseSweep.Core.Store;
using SiameseSweep.Dashboard.Live;
using SiameseSweep.Dashboard.Model;

namespace SiameseSweep.Dashboard.Components.SweepList;

/// <summary>All sweeps: state, progress, best so far, time left.</summary>
public sealed partial class SweepsPage
{
    private int _ranking;

    [Inject] public required BestCache Best { get; init; }

    /// <inheritdoc/>
    protected override string Key => "";

    /// <inheritdoc/>
    protected override bool Concerns(string key, RecordChange change) =>
        (change.Kinds & (ChangeKinds.Sweep | ChangeKinds.Runs | ChangeKinds.Evaluations)) != 0;

    /// <inheritdoc/>
    protected override SweepsModel Read(string key)
    {
        List<string> old = [];
        SweepsModel model = SweepsModel.Read(Reader, sweepId =>
        {
            BestTrial? last = Best.Last(sweepId, out bool current);
            if (!current)
            {
                old.Add(sweepId);
            }

            return last;
        }, Time.GetUtcNow());
        if (old.Count > 0)
        {
            RankLater(old);
        }

        return model;
    }

    private static string Interval(RankedTrial best) =>
        double.IsFinite(best.Low) && double.IsFinite(best.High)
            ? $" (95 % between {Format.Metric(best.Low)} and {Format.Metric(best.High)})"
            : "";

    // The list is shown meanwhile with the last rankings, or a word where there is none yet.
    private void RankLater(List<string> sweepIds)
    {
        if (Interlocked.Exchange(ref _ranking, 1) == 1)
        {
            return;
        }

        _ = Task.Run(async () =>
        {
            long start = Time.GetTimestamp();
            foreach (string sweepId in sweepIds)
            {
                try
                {
                    Best.Of(sweepId);
                }
                catch (Exception e) when (e is UserErrorException or IOException)
                {
                    // Deleted meanwhile, or the record cannot be read now; the next read shows it.
                }
            }

            Refresh();

            // Of sweeps that train, rankings are old at once: they may take a fifth of the time, not all of it.
            await Task.Delay(Time.GetElapsedTime(start) * 4, Time);
            Volatile.Write(ref _ranking, 0);
            Refresh();
        });
    }
}
