using SiameseSweep.Core.Runs;

namespace SiameseSweep.Training.Runs;

/// <summary>Stop signal of a training run. Set from any thread, polled between steps; the strongest request wins.</summary>
public sealed class RunControl
{
    private readonly Lock _gate = new();

    /// <summary>The strongest request so far.</summary>
    public StopRequest Request { get; private set; }

    /// <summary>The reason that came with it.</summary>
    public string? Reason { get; private set; }

    /// <summary>Requests an end. A request that is not stronger than an earlier one changes nothing.</summary>
    public void End(StopRequest request, string? reason = null)
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
