using System.Collections.Concurrent;
using SiameseSweep.Core.Store;

namespace SiameseSweep.Dashboard.Live;

/// <summary>A cache with one value per sweep.</summary>
public abstract class CacheBySweep<T>(IChangeFeed feed) : RecordCache<string, T>(feed)
    where T : class?
{
    private readonly ConcurrentDictionary<string, T> _last = new(StringComparer.Ordinal);

    /// <summary>Commits that change the value.</summary>
    protected abstract ChangeKinds Matter { get; }

    /// <inheritdoc/>
    protected override long MostKept => 32;

    /// <summary>Returns the value as of the last commit that matters. Blocks as the reader does.</summary>
    public T Of(string sweepId)
    {
        T value = Get(sweepId);
        _last[sweepId] = value;
        if (MakeRoom(sweepId.Equals))
        {
            foreach (string other in _last.Keys.Where(k => k != sweepId))
            {
                _last.TryRemove(other, out _);
            }
        }

        return value;
    }

    /// <summary>Returns the last value without reading; null if there is none.</summary>
    /// <param name="sweepId">The sweep.</param>
    /// <param name="current">Whether no commit has changed it since.</param>
    public T? Last(string sweepId, out bool current)
    {
        current = TryGetKept(sweepId, out T? value);
        return current ? value : _last.GetValueOrDefault(sweepId);
    }

    /// <inheritdoc/>
    protected override void Forget(IReadOnlyList<RecordChange> changes)
    {
        foreach (RecordChange change in changes)
        {
            if ((change.Kinds & Matter) != 0 && change.SweepId is string sweepId)
            {
                Remove(sweepId);
            }
        }
    }
}
