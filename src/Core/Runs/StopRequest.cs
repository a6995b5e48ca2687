namespace SiameseSweep.Core.Runs;

/// <summary>Request to a running attempt to end. A stronger request replaces a weaker one; they are ordered by strength.</summary>
public enum StopRequest
{
    /// <summary>No request: keep training.</summary>
    None,

    /// <summary>Save the resume state after the running step and free the slot (pause, SIGTERM, Ctrl-C).</summary>
    Pause,

    /// <summary>End after the running step as pruned; keep the best checkpoint.</summary>
    Prune,

    /// <summary>End after the running step as stopped; keep the best checkpoint.</summary>
    Stop,

    /// <summary>The attempt is superseded or its run deleted: end after the running step, report and keep nothing.</summary>
    Abandon,
}

/// <summary>The states that follow from stop requests.</summary>
public static class StopRequests
{
    /// <summary>
    /// Returns the state that an attempt reports as its end; null where it reports none: it was not asked, or is abandoned.
    /// </summary>
    public static RunState? EndsAs(this StopRequest request) => request switch
    {
        StopRequest.Pause => RunState.Paused,
        StopRequest.Prune => RunState.Pruned,
        StopRequest.Stop => RunState.Stopped,
        _ => null,
    };
}
