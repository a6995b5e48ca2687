using System.Collections.Concurrent;
using SiameseSweep.Core.Store;

namespace SiameseSweep.Dashboard.Live;

/// <summary>A cache of values read from the record, for all pages and browsers until a commit changes them.</summary>
public abstract class RecordCache<TKey, TValue> : IDisposable
    where TKey : notnull
    where TValue : class?
{
    private readonly ConcurrentDictionary<TKey, Lazy<TValue>> _kept = new();
    private readonly IDisposable _subscription;

    /// <summary>Follows the record.</summary>
    protected RecordCache(IChangeFeed feed) => _subscription = feed.Subscribe(Forget);

    /// <summary>Maximum of the sum of all <see cref="Size"/>.</summary>
    protected abstract long MostKept { get; }

    /// <summary>Keys of the values that are kept or being read.</summary>
    protected IEnumerable<TKey> Keys => _kept.IsEmpty ? [] : _kept.Keys;

    /// <inheritdoc/>
    public void Dispose()
    {
        GC.SuppressFinalize(this);
        _subscription.Dispose();
    }

    /// <summary>Returns a value, read on the first request since the last commit that changed it. Blocks as the reader does.</summary>
    protected TValue Get(TKey key)
    {
        Lazy<TValue> kept = _kept.GetOrAdd(key, k => new Lazy<TValue>(() => Read(k)));
        try
        {
            return kept.Value;
        }
        catch
        {
            // A Lazy keeps its failure; the next reader is to try again.
            _kept.TryRemove(KeyValuePair.Create(key, kept));
            throw;
        }
    }

    /// <summary>Returns whether a value is kept, without reading it.</summary>
    protected bool TryGetKept(TKey key, out TValue? value)
    {
        bool isKept = _kept.TryGetValue(key, out Lazy<TValue>? kept) && kept.IsValueCreated;
        value = isKept ? kept!.Value : null;
        return isKept;
    }

    /// <summary>Removes a value, also one that is being read: it may have been read before the commit that changed it.</summary>
    protected void Remove(TKey key) => _kept.TryRemove(key, out _);

    /// <summary>Removes all values but the wanted ones if there are too many.</summary>
    /// <returns>Whether it did.</returns>
    protected bool MakeRoom(Func<TKey, bool> wanted)
    {
        // Counted anew: a running total would have to follow every removal.
        if (_kept.Sum(k => k.Value.IsValueCreated ? Size(k.Value.Value) : 0) <= MostKept)
        {
            return false;
        }

        foreach (TKey key in _kept.Keys.Where(k => !wanted(k)))
        {
            Remove(key);
        }

        return true;
    }

    /// <summary>Size of a value, in the unit of <see cref="MostKept"/>.</summary>
    protected virtual long Size(TValue value) => 1;

    /// <summary>Reads a value from the record.</summary>
    protected abstract TValue Read(TKey key);

    /// <summary>Removes the values that commits changed.</summary>
    protected abstract void Forget(IReadOnlyList<RecordChange> changes);
}
