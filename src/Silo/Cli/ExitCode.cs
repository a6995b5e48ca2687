using SiameseSweep.Core;

namespace SiameseSweep.Silo.Cli;

/// <summary>Exit codes of the program (CONTRACT §1).</summary>
internal enum ExitCode
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

/// <summary>The exit codes of errors.</summary>
internal static class ExitCodes
{
    /// <summary>Returns the exit code that an error leads to.</summary>
    public static ExitCode Of(UserErrorException error) => error.Cause switch
    {
        UserErrorCause.Environment => ExitCode.Failed,
        UserErrorCause.NoHead => ExitCode.NoHead,
        _ => ExitCode.Refused,
    };
}
