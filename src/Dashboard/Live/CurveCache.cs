using SiameseSweep.Core.Runs;
using SiameseSweep.Core.Store;
using SiameseSweep.Dashboard.Model.Charts;

namespace SiameseSweep.Dashboard.Live;

/// <summary>
/// Down-sampled loss curves of overlays: a thousand runs have a million losses, of which a page draws fifty thousand, and a curve
/// changes only while its run trains.
/// </summary>
public sealed class CurveCache(IRecordReader reader, IChangeFeed feed)
    : RecordCache<(RunId Run, int Points), IReadOnlyList<LossPoint>>(feed)
{
    // In points of 16 bytes, so about 100 MB. A curve of an overlay has 40 to 1,000.
    /// <inheritdoc/>
    protected override long MostKept => 6_000_000;

    /// <summary>Returns curves in the order of the runs, each of at most so many points. Blocks as the reader does.</summary>
    public IReadOnlyList<IReadOnlyList<LossPoint>> Of(IReadOnlyList<RunId> runs, int points)
    {
        HashSet<RunId> wanted = [.. runs];
        MakeRoom(key => key.Points == points && wanted.Contains(key.Run));
        IReadOnlyList<LossPoint>[] curves = new IReadOnlyList<LossPoint>[runs.Count];
        Parallel.For(0, runs.Count, i => curves[i] = Get((runs[i], points)));
        return curves;
    }

    /// <inheritdoc/>
    protected override long Size(IReadOnlyList<LossPoint> value) => value.Count;

    /// <inheritdoc/>
    protected override IReadOnlyList<LossPoint> Read((RunId Run, int Points) key) => Series.Means(reader.Losses(key.Run), key.Points);

    /// <inheritdoc/>
    protected override void Forget(IReadOnlyList<RecordChange> changes)
    {
        HashSet<RunId> runs =
        [
            .. changes.Where(c => (c.Kinds & (ChangeKinds.Losses | ChangeKinds.Runs)) != 0 && c.RunId is not null)
                .Select(c => c.RunId!.Value),
        ];
        if (runs.Count == 0)
        {
            return;
        }

        foreach ((RunId Run, int Points) key in Keys.Where(k => runs.Contains(k.Run)))
        {
            Remove(key);
        }
    }
}
