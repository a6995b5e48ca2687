namespace SiameseSweep.Core.Store.Writing;

/// <summary>A call on its way through the writer thread.</summary>
internal abstract class WriteJob(bool durable)
{
    /// <summary>Whether a power cut right after the answer must not undo it.</summary>
    public bool Durable => durable;

    /// <summary>Effects of the last execution.</summary>
    public WriteContext? Context { get; set; }

    /// <summary>Why it failed, if it did.</summary>
    public Exception? Failure { get; set; }

    /// <summary>Does its work inside the transaction.</summary>
    public abstract void Run(WriteContext context);

    /// <summary>Answers the caller, after the commit or instead of it.</summary>
    public abstract void Complete();
}

/// <inheritdoc/>
internal sealed class WriteJob<T>(bool durable, Func<WriteContext, T> work) : WriteJob(durable)
{
    // The caller's continuation must not run on the writer's thread.
    private readonly TaskCompletionSource<T> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private T? _result;

    public Task<T> Answer => _answer.Task;

    public override void Run(WriteContext context) => _result = work(context);

    public override void Complete()
    {
        if (Failure is { } failure)
        {
            _answer.TrySetException(failure);
        }
        else
        {
            _answer.TrySetResult(_result!);
        }
    }
}
