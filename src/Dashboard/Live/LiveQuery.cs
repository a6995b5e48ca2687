using System.Threading.Channels;
using SiameseSweep.Core;
using SiameseSweep.Core.Store;

namespace SiameseSweep.Dashboard.Live;

/// <summary>
/// A read of the record that repeats itself after commits that concern it: at most once per <see cref="Throttle"/>, never two at
/// once, always off the page's thread (the reader blocks on the disk). A burst of commits from 200 active runs costs one read.
/// </summary>
public sealed class LiveQuery<T> : IAsyncDisposable
    where T : class
{
    /// <summary>The least time between two reads.</summary>
    public static readonly TimeSpan Throttle = TimeSpan.FromMilliseconds(250);

    // One waiting signal is as good as many: the next read sees all commits before it.
    private readonly Channel<bool> _signals = Channel.CreateBounded<bool>(
        new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private readonly CancellationTokenSource _ending = new();
    private readonly ManualResetEventSlim _firstIsThere = new();
    private FirstRead _first;
    private readonly TimeProvider _time;
    private readonly Func<T?> _read;
    private readonly Func<Task> _changed;
    private readonly IDisposable _subscription;
    private readonly Task _loop;

    /// <summary>Starts reading.</summary>
    /// <param name="feed">Tells of commits.</param>
    /// <param name="time">Measures the throttle.</param>
    /// <param name="concerns">Whether a commit can change the result. Called on the writer's thread: cheap.</param>
    /// <param name="read">Reads; null when there is nothing to show.</param>
    /// <param name="changed">Called after each read, on a pool thread.</param>
    public LiveQuery(IChangeFeed feed, TimeProvider time, Func<RecordChange, bool> concerns, Func<T?> read, Func<Task> changed)
    {
        _time = time;
        _read = read;
        _changed = changed;
        _subscription = feed.Subscribe(changes =>
        {
            foreach (RecordChange change in changes)
            {
                if (concerns(change))
                {
                    Refresh();
                    return;
                }
            }
        });
        Refresh();
        CancellationToken ending = _ending.Token;
        _loop = Task.Run(() => Loop(ending), ending);
    }

    /// <summary>Result of the last read.</summary>
    public LiveSnapshot<T> Snapshot { get; private set; } = new(LoadState.Loading);

    /// <summary>
    /// Blocks until the first read is there, and not longer than is given. When it comes in time, nobody is told of it: the caller
    /// shows it at once, which spares the browser a page that only says that it is being read, and the way there and back for it.
    /// </summary>
    public void WaitForFirst(TimeSpan patience)
    {
        if (Interlocked.CompareExchange(ref _first, FirstRead.WaitedFor, FirstRead.UnderWay) == FirstRead.UnderWay
            && !_firstIsThere.Wait(patience))
        {
            Interlocked.CompareExchange(ref _first, FirstRead.UnderWay, FirstRead.WaitedFor);
        }
    }

    /// <summary>Asks for another read.</summary>
    public void Refresh() => _signals.Writer.TryWrite(true);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _subscription.Dispose();
        _signals.Writer.TryComplete();
        await _ending.CancelAsync();
        await _loop.ContinueWith(_ => { }, TaskScheduler.Default);
        _ending.Dispose();
        _firstIsThere.Dispose();
    }

    private async Task Loop(CancellationToken ending)
    {
        await foreach (bool _ in _signals.Reader.ReadAllAsync(ending))
        {
            long start = _time.GetTimestamp();
            Snapshot = Read();
            if (Interlocked.Exchange(ref _first, FirstRead.There) == FirstRead.WaitedFor)
            {
                _firstIsThere.Set();
            }
            else
            {
                await _changed();
            }

            // A page over ten thousand runs takes its time to read: it may do so for a fifth of the time, not for all of it.
            TimeSpan rest = _time.GetElapsedTime(start) * 4;
            await Task.Delay(rest > Throttle ? rest : Throttle, _time, ending);
        }
    }

    private LiveSnapshot<T> Read()
    {
        try
        {
            T? value = _read();
            bool wasThere = Snapshot.Value is not null || Snapshot.State == LoadState.Gone;
            return value is null
                ? new LiveSnapshot<T>(wasThere ? LoadState.Gone : LoadState.Missing)
                : new LiveSnapshot<T>(LoadState.Ready, value);
        }
        catch (Exception e)
        {
            // Whatever it is: the loop must not end, or the page would say for ever that it is being read. Reads of many runs at
            // once wrap what failed.
            Exception cause = (e as AggregateException)?.Flatten().InnerException ?? e;
            return new LiveSnapshot<T>(
                LoadState.Failed,
                Snapshot.Value,
                cause is UserErrorException ? cause.Message : $"The record could not be read: {cause.Message}");
        }
    }

    private enum FirstRead
    {
        UnderWay,
        WaitedFor,
        There,
    }
}
