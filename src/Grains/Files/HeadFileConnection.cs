using Microsoft.Extensions.Logging;
using SiameseSweep.Core.Scheduling;
using SiameseSweep.Core.Store;

namespace SiameseSweep.Grains.Files;

/// <summary>
/// Upload path of this worker's files: none if worker and head share a home, otherwise HTTP to the address that the head last
/// announced.
/// </summary>
public sealed partial class HeadFileConnection(HomeDirectory home, TimeProvider time, ILogger<HeadFileConnection> log) : IDisposable
{
    private static readonly TimeSpan FirstWait = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(5);

    private readonly Lock _gate = new();
    private readonly TaskCompletionSource _known = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private FileServerInfo? _head;
    private HeadFileClient? _client;
    private readonly CancellationTokenSource _closed = new();
    private bool _troubled;
    private int _cleaning;

    /// <summary>This worker's home.</summary>
    public HomeDirectory Home => home;

    /// <summary>Takes what the head's last answer said.</summary>
    public void Connect(FileServerInfo? head)
    {
        lock (_gate)
        {
            if (head is null || head == _head)
            {
                return;
            }

            // An old client is left to the tries that still hold it; the collector closes it.
            _client = HomeId.Of(home) == head.Mark ? null : new HeadFileClient(head);
            _head = head;
            if (_client is null)
            {
                LogSameHome(log, home.Path);
            }
            else
            {
                LogOwnHome(log, head.Url, home.Path);
            }
        }

        _known.TrySetResult();
        CleanUp();
    }

    /// <summary>Removes in the background what runs that have ended left in this worker's own home.</summary>
    public void CleanUp()
    {
        if (Client is not null && Interlocked.Exchange(ref _cleaning, 1) == 0)
        {
            _ = Task.Run(async () =>
            {
                try
                {
                    await OrphanedRunFiles.Clean(this, _closed.Token).ConfigureAwait(false);
                }
                catch (Exception error) when (error is OperationCanceledException or UploadRejectedException)
                {
                    // The process ends.
                }
                finally
                {
                    Interlocked.Exchange(ref _cleaning, 0);
                }
            });
        }
    }

    /// <summary>Whether files must be carried; waits for the head's first answer.</summary>
    public async Task<bool> Carries(CancellationToken cancellation)
    {
        await _known.Task.WaitAsync(cancellation).ConfigureAwait(false);
        return Client is not null;
    }

    /// <summary>Tries until it is done: a head that is away, a cut network and a full disk of the head are waited for.</summary>
    /// <param name="what">For the log.</param>
    /// <param name="work">One try.</param>
    /// <param name="cancellation">Gives it up.</param>
    /// <exception cref="UploadRejectedException">The attempt is superseded.</exception>
    public async Task<T> Persist<T>(string what, Func<HeadFileClient, Task<T>> work, CancellationToken cancellation)
    {
        for (TimeSpan wait = FirstWait; ; wait = wait * 2 < LongestWait ? wait * 2 : LongestWait)
        {
            try
            {
                HeadFileClient client =
                    Client ?? throw new HttpRequestException("The head moved into this worker's home while a file was on its way.");
                T done = await work(client).ConfigureAwait(false);
                Told(ref _troubled, false, () => LogThrough(log, what));
                return done;
            }
            catch (Exception error) when (IsPassing(error, cancellation))
            {
                Told(ref _troubled, true, () => LogWaits(log, what, error.Message));
                await Task.Delay(wait, time, cancellation).ConfigureAwait(false);
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _closed.Cancel();
        _client?.Dispose();
    }

    private HeadFileClient? Client
    {
        get
        {
            lock (_gate)
            {
                return _client;
            }
        }
    }

    private static bool IsPassing(Exception error, CancellationToken cancellation) =>
        !cancellation.IsCancellationRequested
        && error is HttpRequestException or IOException or OperationCanceledException or UnauthorizedAccessException
            or UploadRejectedException { Refusal: not ArrivalRefusal.Superseded };

    // Said once at the beginning and once at the end of a trouble, not at every try.
    private static void Told(ref bool told, bool trouble, Action say)
    {
        if (told != trouble)
        {
            told = trouble;
            say();
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "The head's home is this worker's, {Home}: files are shared.")]
    private static partial void LogSameHome(ILogger log, string home);

    [LoggerMessage(
        Level = LogLevel.Information,
        Message = "Weights and resume state go to the head at {Url}; {Home} keeps them until they are there."
    )]
    private static partial void LogOwnHome(ILogger log, string url, string home);

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "{What} does not get through to the head and is kept here; tried again until it does. {Error}"
    )]
    private static partial void LogWaits(ILogger log, string what, string error);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{What} got through to the head.")]
    private static partial void LogThrough(ILogger log, string what);
}
