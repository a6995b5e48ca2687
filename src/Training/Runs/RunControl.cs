namespace SiameseSweep.Training.Runs;

/// <summary>Why a training was asked to end.</summary>
public enum EndRequest
{
    /// <summary>It was not.</summary>
    None,

    /// <summary>Save resume state after the running step, then leave (pause, SIGTERM, Ctrl-C).</summary>
    Pause,

    /// <summary>Leave after the running step as pruned; keep the best checkpoint.</summary>
    Prune,

    /// <summary>Leave after the running step as stopped; keep the best checkpoint.</summary>
    Stop,

    /// <summary>The attempt is superseded or its run deleted: leave after the running step, report and keep nothing.</summary>
    Abandon,
}

/// <summary>The hand on a training's shoulder: asked from any thread, looked at between steps. The strongest request wins.</summary>
public sealed class RunControl
{
    private readonly Lock _gate = new();

    /// <summary>What was asked.</summary>
    public EndRequest Request { get; private set; }

    /// <summary>The reason that came with it.</summary>
    public string? Reason { get; private set; }

    /// <summary>Asks for an end; a weaker request than one already made changes nothing.</summary>
    public void End(EndRequest request, string? reason = null)
    {
        lock (_gate)
        {
            if (request > Request)
            {
                Request = request;
                Reason = reason;
            }
        }
    }
}
