using Microsoft.AspNetCore.Components;
using SiameseSweep.Core.Store;

namespace SiameseSweep.Dashboard.Live;

/// <summary>A page that shows one read of the record and follows it while it is open.</summary>
public abstract class LivePage<TKey, TModel> : ComponentBase, IAsyncDisposable
    where TModel : class
{
    /// <summary>Time within which a read completes without a loading message.</summary>
    private static readonly TimeSpan Soon = TimeSpan.FromMilliseconds(40);

    private LiveQuery<TModel>? _query;
    private TKey? _key;
    private TModel? _before;

    [Inject] public required IRecordReader Reader { get; init; }

    [Inject] public required IChangeFeed Feed { get; init; }

    [Inject] public required TimeProvider Time { get; init; }

    /// <summary>Model shown now.</summary>
    protected LiveSnapshot<TModel> Snapshot => _query?.Snapshot ?? new LiveSnapshot<TModel>(LoadState.Loading);

    /// <summary>
    /// The same, or what was shown before the key changed: for parts that look at one thing closer, not for another thing.
    /// </summary>
    protected TModel? Shown => Snapshot.Value ?? (Snapshot.State == LoadState.Loading ? _before : null);

    /// <summary>Whether a read takes long as a rule: then the rest of the page does not wait for it at all.</summary>
    protected virtual bool TakesLong => false;

    /// <summary>Key from the address; another value starts another read.</summary>
    protected abstract TKey Key { get; }

    /// <summary>Whether a commit can change what is shown.</summary>
    protected abstract bool Concerns(TKey key, RecordChange change);

    /// <summary>Reads what is shown; null when it is not there. Runs off the page's thread: touch no component state.</summary>
    protected abstract TModel? Read(TKey key);

    /// <inheritdoc/>
    protected override async Task OnParametersSetAsync()
    {
        if (_query is not null && EqualityComparer<TKey>.Default.Equals(_key, Key))
        {
            return;
        }

        // Changed before anything is awaited: another letter typed meanwhile comes here again and must meet the new query.
        LiveQuery<TModel>? before = _query;
        _before = before?.Snapshot.Value ?? _before;
        TKey key = Key;
        _key = key;
        _query = new LiveQuery<TModel>(Feed, Time, change => Concerns(key, change), () => Read(key), () => InvokeAsync(StateHasChanged));
        if (!TakesLong)
        {
            _query.WaitForFirst(Soon);
        }

        if (before is not null)
        {
            await before.DisposeAsync();
        }
    }

    /// <summary>Reads again, after a failure or a command.</summary>
    protected void Refresh() => _query?.Refresh();

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        if (_query is not null)
        {
            await _query.DisposeAsync();
        }
    }
}
