namespace SiameseSweep.Core.Head;

/// <summary>So many readers wait for costly answers that another one would wait too long.</summary>
public sealed class TooManyReadersException()
    : UserErrorException(
        "The head is busy drawing and reckoning for other readers; ask again in a few seconds.",
        UserErrorCause.Environment)
{
    /// <summary>When to ask again, in seconds.</summary>
    public const int RetryAfterSeconds = 5;
}
