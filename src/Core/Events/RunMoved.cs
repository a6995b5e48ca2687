using System.Text.Json.Serialization;
using SiameseSweep.Core.Runs;

namespace SiameseSweep.Core.Events;

/// <summary>A run moved to a state in which no attempt trains it.</summary>
public abstract record RunMoved : RecordedEvent
{
    /// <summary>State before a move that the head made; null if the attempt reported its own end.</summary>
    [JsonPropertyOrder(1)]
    public RunState? From { get; init; }

    /// <summary>Number of the newest attempt, from 1; 0 if there was none.</summary>
    [JsonPropertyOrder(2)]
    public int Attempt { get; init; }

    /// <summary>Completed epochs.</summary>
    [JsonPropertyOrder(3)]
    public int Epoch { get; init; }

    /// <summary>Completed steps.</summary>
    [JsonPropertyOrder(4)]
    public int Step { get; init; }

    /// <summary>A sentence; null if there is nothing to say.</summary>
    [JsonPropertyOrder(7)]
    public string? Reason { get; init; }

    /// <summary>Returns an event without fields of a move to a state.</summary>
    public static RunMoved To(RunState state) => state switch
    {
        RunState.Queued => new RunQueued(),
        RunState.Paused => new RunPaused(),
        RunState.Finished => new RunFinished(),
        RunState.Pruned => new RunPruned(),
        RunState.Failed => new RunFailed(),
        RunState.Stopped => new RunStopped(),
        _ => throw new ArgumentOutOfRangeException(nameof(state), state, "A run starts with an attempt."),
    };
}

/// <summary>A run waits for a device again.</summary>
public sealed record RunQueued : RunMoved
{
    /// <summary>Why the attempt ended, if that says nothing against the run; otherwise null.</summary>
    [JsonPropertyOrder(6)]
    public QueueCause? Cause { get; init; }
}

/// <summary>A run saved its state and gave its slot back.</summary>
public sealed record RunPaused : RunMoved;

/// <summary>A run trained all its epochs.</summary>
public sealed record RunFinished : RunMoved;

/// <summary>A run ended early.</summary>
public sealed record RunPruned : RunMoved
{
    /// <summary>True if the run ended itself because it collapsed or stayed at chance; otherwise null.</summary>
    [JsonPropertyOrder(5)]
    public bool? Hopeless { get; init; }
}

/// <summary>A run cannot be trained.</summary>
public sealed record RunFailed : RunMoved;

/// <summary>A user stopped a run, or its budget is used up.</summary>
public sealed record RunStopped : RunMoved;
