using System.Collections.Concurrent;
using SiameseSweep.Core.Statistics;
using SiameseSweep.Core.Store;

namespace SiameseSweep.Dashboard.Live;

/// <summary>
/// Rankings, each computed once until a commit changes it: the bootstrap over a thousand runs takes half a second, and every open
/// page and browser asks for the same ones.
/// </summary>
public sealed class RankingCache : IDisposable
{
    private const ChangeKinds Matter = ChangeKinds.Sweep | ChangeKinds.Runs | ChangeKinds.Evaluations;
    private readonly ConcurrentDictionary<string, Lazy<Ranking>> _rankings = new(StringComparer.Ordinal);
    private readonly IRecordReader _reader;
    private readonly IDisposable _subscription;

    /// <summary>Follows the record.</summary>
    public RankingCache(IRecordReader reader, IChangeFeed feed)
    {
        _reader = reader;
        _subscription = feed.Subscribe(Forget);
    }

    /// <summary>A sweep's ranking as of the last commit that matters to it. Blocks as the reader does.</summary>
    public Ranking Of(string sweepId)
    {
        Lazy<Ranking> ranking = _rankings.GetOrAdd(sweepId, id => new Lazy<Ranking>(() => _reader.Ranking(id)));
        try
        {
            return ranking.Value;
        }
        catch
        {
            // A Lazy keeps its failure; the next reader is to try again.
            _rankings.TryRemove(KeyValuePair.Create(sweepId, ranking));
            throw;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _subscription.Dispose();

    private void Forget(IReadOnlyList<RecordChange> changes)
    {
        foreach (RecordChange change in changes)
        {
            if ((change.Kinds & Matter) != 0 && change.SweepId is string sweepId)
            {
                // Also one that is being computed now: it may have read before this commit.
                _rankings.TryRemove(sweepId, out _);
            }
        }
    }
}
