using SiameseSweep.Core.Runs;

namespace SiameseSweep.Core.Events;

/// <summary>A sweep was submitted.</summary>
/// <param name="Name">Name in its file.</param>
/// <param name="Method">Search method.</param>
public sealed record SweepCreated(string Name = "", string Method = "") : RecordedEvent;

/// <summary>A sweep moved to another state.</summary>
public abstract record SweepMoved : RecordedEvent
{
    /// <summary>A sentence; null if there is nothing to say.</summary>
    public string? Reason { get; init; }

    /// <summary>Returns the event of a move to a state.</summary>
    public static SweepMoved To(SweepState state, string? reason) => state switch
    {
        SweepState.Running => new SweepRunning { Reason = reason },
        SweepState.Paused => new SweepPaused { Reason = reason },
        SweepState.Finished => new SweepFinished { Reason = reason },
        SweepState.Stopped => new SweepStopped { Reason = reason },
        SweepState.Failed => new SweepFailed { Reason = reason },
        _ => throw new ArgumentOutOfRangeException(nameof(state), state, null),
    };
}

/// <summary>A sweep runs, or runs again.</summary>
public sealed record SweepRunning : SweepMoved;

/// <summary>A sweep is paused.</summary>
public sealed record SweepPaused : SweepMoved;

/// <summary>Every run of a sweep has ended.</summary>
public sealed record SweepFinished : SweepMoved;

/// <summary>A user stopped a sweep.</summary>
public sealed record SweepStopped : SweepMoved;

/// <summary>A sweep ended without a result.</summary>
public sealed record SweepFailed : SweepMoved;

/// <summary>A sweep was given more trials or epochs.</summary>
/// <param name="RunCap">New cap on trials; null if unchanged.</param>
/// <param name="Epochs">New number of epochs; null if unchanged.</param>
public sealed record SweepExtended(int? RunCap = null, int? Epochs = null) : RecordedEvent;

/// <summary>A sweep and all that belonged to it was removed.</summary>
/// <param name="Name">Name in its file.</param>
/// <param name="Runs">Number of its runs.</param>
public sealed record SweepDeleted(string Name = "", int Runs = 0) : RecordedEvent;
