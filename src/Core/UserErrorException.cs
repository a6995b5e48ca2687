using Orleans;

namespace SiameseSweep.Core;

/// <summary>Exit codes of the program (CONTRACT §1).</summary>
public enum ExitCode
{
    /// <summary>Done.</summary>
    Done = 0,

    /// <summary>No trial has a result, or a run failed for another reason than its own numbers.</summary>
    Failed = 1,

    /// <summary>The input was refused.</summary>
    Refused = 2,

    /// <summary>No head answered.</summary>
    NoHead = 3,

    /// <summary>Interrupted; everything saved.</summary>
    Interrupted = 130,
}

/// <summary>
/// An error that the user can mend. The message is one or two sentences: what is wrong, where, what to do.
/// It is shown as it is, without a stack trace.
/// </summary>
[GenerateSerializer]
public class UserErrorException : Exception
{
    /// <summary>Makes one.</summary>
    public UserErrorException(string message, ExitCode exitCode = ExitCode.Refused, Exception? inner = null)
        : base(message, inner) => ExitCode = exitCode;

    /// <summary>The exit code it leads to.</summary>
    [Id(0)] public ExitCode ExitCode { get; }
}
