namespace SiameseSweep.Core.Runs;

/// <summary>State of a run. Stored in lower case (CONTRACT §3).</summary>
public enum RunState
{
    /// <summary>Waits for a device.</summary>
    Queued,

    /// <summary>An attempt holds a lease.</summary>
    Running,

    /// <summary>Its resume state is saved; goes on when the sweep does.</summary>
    Paused,

    /// <summary>Trained all its epochs.</summary>
    Finished,

    /// <summary>Ended early by the pruner, or as hopeless.</summary>
    Pruned,

    /// <summary>Cannot be trained; the reason says why.</summary>
    Failed,

    /// <summary>Ended by the user.</summary>
    Stopped,
}

/// <summary>State of a sweep. Stored in lower case (CONTRACT §3).</summary>
public enum SweepState
{
    /// <summary>Proposes and trains.</summary>
    Running,

    /// <summary>Holds; its runs keep resume state.</summary>
    Paused,

    /// <summary>Every run reached its end.</summary>
    Finished,

    /// <summary>Ended by the user.</summary>
    Stopped,

    /// <summary>No trial has a result.</summary>
    Failed,
}

/// <summary>The states' names in the record, and which of them are final.</summary>
public static class States
{
    /// <summary>The name in the record.</summary>
    public static string Name(this RunState state) => state switch
    {
        RunState.Queued => "queued",
        RunState.Running => "running",
        RunState.Paused => "paused",
        RunState.Finished => "finished",
        RunState.Pruned => "pruned",
        RunState.Failed => "failed",
        RunState.Stopped => "stopped",
        _ => throw new ArgumentOutOfRangeException(nameof(state), state, null),
    };

    /// <summary>The name in the record.</summary>
    public static string Name(this SweepState state) => state switch
    {
        SweepState.Running => "running",
        SweepState.Paused => "paused",
        SweepState.Finished => "finished",
        SweepState.Stopped => "stopped",
        SweepState.Failed => "failed",
        _ => throw new ArgumentOutOfRangeException(nameof(state), state, null),
    };

    /// <summary>Whether no attempt can follow (except by an explicit retry or extend).</summary>
    public static bool IsFinal(this RunState state) => state is RunState.Finished or RunState.Pruned or RunState.Failed or RunState.Stopped;

    /// <summary>Whether the sweep proposes nothing more (except by an explicit retry or extend).</summary>
    public static bool IsFinal(this SweepState state) => state is SweepState.Finished or SweepState.Stopped or SweepState.Failed;

    /// <summary>Reads a run state's name from the record.</summary>
    public static RunState ParseRunState(string name) => Parse(name, Enum.GetValues<RunState>(), Name);

    /// <summary>Reads a sweep state's name from the record.</summary>
    public static SweepState ParseSweepState(string name) => Parse(name, Enum.GetValues<SweepState>(), Name);

    private static T Parse<T>(string name, T[] states, Func<T, string> nameOf)
    {
        foreach (T state in states)
        {
            if (nameOf(state) == name)
            {
                return state;
            }
        }

        throw new FormatException($"'{name}' is not a state; the states are {string.Join(", ", states.Select(nameOf))}.");
    }
}
