using Orleans;

namespace SiameseSweep.Core;

/// <summary>Cause of an error; tells whether the same call can succeed later.</summary>
public enum UserErrorCause
{
    /// <summary>The input: the same input is refused again.</summary>
    Input,

    /// <summary>A disk, a device, or a state of the record that may pass.</summary>
    Environment,

    /// <summary>No head answered.</summary>
    NoHead,
}

/// <summary>
/// An error that the user can mend. The message is one or two sentences: what is wrong, where, what to do.
/// It is shown as it is, without a stack trace.
/// </summary>
[GenerateSerializer]
public class UserErrorException : Exception
{
    /// <summary>Makes one.</summary>
    public UserErrorException(string message, UserErrorCause cause = UserErrorCause.Input, Exception? inner = null)
        : base(message, inner) => Cause = cause;

    /// <summary>Cause of the error.</summary>
    [Id(0)] public UserErrorCause Cause { get; }
}
