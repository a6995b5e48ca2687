using System.Collections.Concurrent;
using SiameseSweep.Core.Runs;
using SiameseSweep.Core.Store;
using SiameseSweep.Dashboard.Model.Charts;

namespace SiameseSweep.Dashboard.Live;

/// <summary>
/// Down-sampled loss curves of overlays: a thousand runs have a million losses, of which a page draws fifty thousand, and a curve
/// changes only while its run trains.
/// </summary>
public sealed class CurveCache : IDisposable
{
    // About 100 MB at most: a curve of an overlay has 40 to 1,000 points of 16 bytes.
    private const int MostPoints = 6_000_000;
    private readonly ConcurrentDictionary<(RunId Run, int Points), Lazy<IReadOnlyList<LossPoint>>> _curves = new();
    private readonly IRecordReader _reader;
    private readonly IDisposable _subscription;

    /// <summary>Follows the record.</summary>
    public CurveCache(IRecordReader reader, IChangeFeed feed)
    {
        _reader = reader;
        _subscription = feed.Subscribe(Forget);
    }

    /// <summary>Curves in the order of the runs, each of at most so many points. Blocks as the reader does.</summary>
    public IReadOnlyList<IReadOnlyList<LossPoint>> Of(IReadOnlyList<RunId> runs, int points)
    {
        MakeRoom([.. runs], points);
        IReadOnlyList<LossPoint>[] curves = new IReadOnlyList<LossPoint>[runs.Count];
        Parallel.For(0, runs.Count, i => curves[i] = One(runs[i], points));
        return curves;
    }

    /// <inheritdoc/>
    public void Dispose() => _subscription.Dispose();

    private IReadOnlyList<LossPoint> One(RunId run, int points)
    {
        Lazy<IReadOnlyList<LossPoint>> curve = _curves.GetOrAdd(
            (run, points), key => new Lazy<IReadOnlyList<LossPoint>>(() => Series.Means(_reader.Losses(key.Run), key.Points)));
        try
        {
            return curve.Value;
        }
        catch
        {
            // A Lazy keeps its failure; the next reader is to try again.
            _curves.TryRemove(KeyValuePair.Create((run, points), curve));
            throw;
        }
    }

    // The points kept are counted, not tracked: a counter beside them would have to know of every curve that is forgotten.
    private void MakeRoom(HashSet<RunId> wanted, int points)
    {
        if (_curves.Sum(c => c.Value.IsValueCreated ? c.Value.Value.Count : 0) <= MostPoints)
        {
            return;
        }

        foreach ((RunId Run, int Points) key in _curves.Keys.Where(k => k.Points != points || !wanted.Contains(k.Run)))
        {
            _curves.TryRemove(key, out _);
        }
    }

    private void Forget(IReadOnlyList<RecordChange> changes)
    {
        HashSet<RunId> runs =
        [
            .. changes
                .Where(c => (c.Kinds & (ChangeKinds.Losses | ChangeKinds.Runs)) != 0 && c.RunId is not null)
                .Select(c => c.RunId!.Value),
        ];
        if (runs.Count > 0 && !_curves.IsEmpty)
        {
            foreach ((RunId Run, int Points) key in _curves.Keys.Where(k => runs.Contains(k.Run)))
            {
                // Also one that is being read now: it may have read before this commit, and a run's last one is followed by no other.
                _curves.TryRemove(key, out _);
            }
        }
    }
}
