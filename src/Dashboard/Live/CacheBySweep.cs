using System.Collections.Concurrent;
using SiameseSweep.Core.Store;

namespace SiameseSweep.Dashboard.Live;

/// <summary>
/// What is read of a sweep, once for all pages and browsers until a commit changes it: the same thousand runs are asked for by
/// every one of them.
/// </summary>
public abstract class CacheBySweep<T> : IDisposable
    where T : class?
{
    private readonly ConcurrentDictionary<string, Lazy<T>> _kept = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, T> _last = new(StringComparer.Ordinal);
    private readonly IDisposable _subscription;

    /// <summary>Follows the record.</summary>
    protected CacheBySweep(IChangeFeed feed) => _subscription = feed.Subscribe(Forget);

    /// <summary>Most sweeps that are kept: a browser looks at a few at a time, and what is not kept is read again.</summary>
    protected virtual int MostKept => 32;

    /// <summary>Commits that change what is kept.</summary>
    protected abstract ChangeKinds Matter { get; }

    /// <summary>As of the last commit that matters. Blocks as the reader does.</summary>
    public T Of(string sweepId)
    {
        Lazy<T> kept = _kept.GetOrAdd(sweepId, id => new Lazy<T>(() => Read(id)));
        if (_kept.Count > MostKept)
        {
            foreach (string other in _kept.Keys.Concat(_last.Keys).Where(k => k != sweepId))
            {
                _kept.TryRemove(other, out _);
                _last.TryRemove(other, out _);
            }
        }

        try
        {
            T value = kept.Value;
            _last[sweepId] = value;
            return value;
        }
        catch
        {
            // A Lazy keeps its failure; the next reader is to try again.
            _kept.TryRemove(KeyValuePair.Create(sweepId, kept));
            throw;
        }
    }

    /// <summary>Returns the last value without reading; null if there is none.</summary>
    /// <param name="sweepId">The sweep.</param>
    /// <param name="current">Whether no commit has changed it since.</param>
    public T? Last(string sweepId, out bool current)
    {
        current = _kept.TryGetValue(sweepId, out Lazy<T>? kept) && kept.IsValueCreated;
        return current ? kept!.Value : _last.GetValueOrDefault(sweepId);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        GC.SuppressFinalize(this);
        _subscription.Dispose();
    }

    /// <summary>Reads.</summary>
    protected abstract T Read(string sweepId);

    private void Forget(IReadOnlyList<RecordChange> changes)
    {
        foreach (RecordChange change in changes)
        {
            if ((change.Kinds & Matter) != 0 && change.SweepId is string sweepId)
            {
                // Also one that is being read now: it may have read before this commit.
                _kept.TryRemove(sweepId, out _);
            }
        }
    }
}
