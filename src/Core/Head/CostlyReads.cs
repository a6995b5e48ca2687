using System.Threading.Channels;

namespace SiameseSweep.Core.Head;

/// <summary>
/// Does what costs a reader's question more than 50 ms of processor time, in turn and on threads of its own: the pool's threads
/// carry leases,
/// heartbeats and health, and must not wait for pictures.
/// </summary>
public sealed class CostlyReads : IDisposable
{
    /// <summary>The most questions that wait for their turn.</summary>
    public const int MostWaiting = 64;

    private readonly Channel<Job> _waiting = Channel.CreateBounded<Job>(MostWaiting);

    /// <summary>Starts the threads.</summary>
    /// <param name="threads">How many questions are worked on at once, ≥ 1.</param>
    /// <param name="onThreadStart">Called by each thread first, as to lower its priority.</param>
    public CostlyReads(int threads, Action? onThreadStart = null)
    {
        for (int i = 0; i < threads; i++)
        {
            new Thread(() => Work(onThreadStart)) { Name = "costly reads", IsBackground = true }.Start();
        }
    }

    /// <summary>Answers a question when its turn has come.</summary>
    /// <param name="read">The question.</param>
    /// <param name="left">Cancelled when the reader has left: what has not begun then is not done.</param>
    /// <exception cref="TooManyReadersException">Too many wait already.</exception>
    /// <exception cref="OperationCanceledException">The reader has left.</exception>
    public async Task<T> Read<T>(Func<T> read, CancellationToken left)
    {
        TaskCompletionSource<T> answer = new(TaskCreationOptions.RunContinuationsAsynchronously);
        Job job = new(() => answer.TrySetResult(read()), error => answer.TrySetException(error), left);
        if (!_waiting.Writer.TryWrite(job))
        {
            throw new TooManyReadersException();
        }

        await using CancellationTokenRegistration registration = left.Register(() => answer.TrySetCanceled(left));
        return await answer.Task.ConfigureAwait(false);
    }

    /// <summary>Ends the threads after what they are at; what waits is refused.</summary>
    public void Dispose() => _waiting.Writer.TryComplete();

    private void Work(Action? onThreadStart)
    {
        onThreadStart?.Invoke();
        while (_waiting.Reader.WaitToReadAsync().AsTask().GetAwaiter().GetResult())
        {
            if (!_waiting.Reader.TryRead(out Job? job) || job.Left.IsCancellationRequested)
            {
                continue;
            }

            try
            {
                job.Run();
            }
            catch (Exception error)
            {
                job.Fail(error);
            }
        }
    }

    private sealed record Job(Action Run, Action<Exception> Fail, CancellationToken Left);
}
