using SiameseSweep.Core.Runs;
using SiameseSweep.Core.Store;

namespace SiameseSweep.Core.Scheduling;

/// <summary>Device time that a sweep has used: from each attempt's start to its end on record, running attempts included.</summary>
public sealed class DeviceBudget
{
    private readonly Dictionary<RunId, DateTimeOffset> _running = [];
    private TimeSpan _ended;

    /// <summary>Adds up a sweep's events.</summary>
    public static DeviceBudget From(IEnumerable<EventRow> events)
    {
        DeviceBudget budget = new();
        foreach (EventRow row in events)
        {
            if (row.RunId is not { } run)
            {
                continue;
            }

            switch (row.Kind)
            {
                case EventKinds.RunStarted:
                    budget.Started(run, row.At);
                    break;
                case EventKinds.RunFinished or EventKinds.RunPruned or EventKinds.RunFailed or EventKinds.RunStopped
                    or EventKinds.RunPaused or EventKinds.RunQueued:
                    budget.Ended(run, row.At);
                    break;
                default:
                    break;
            }
        }

        return budget;
    }

    /// <summary>An attempt began.</summary>
    public void Started(RunId run, DateTimeOffset at)
    {
        Ended(run, at);
        _running[run] = at;
    }

    /// <summary>An attempt ended; unknown ones change nothing.</summary>
    public void Ended(RunId run, DateTimeOffset at)
    {
        if (_running.Remove(run, out DateTimeOffset from) && at > from)
        {
            _ended += at - from;
        }
    }

    /// <summary>Device time up to <paramref name="now"/>.</summary>
    public TimeSpan Used(DateTimeOffset now) =>
        _running.Values.Aggregate(_ended, (sum, from) => now > from ? sum + (now - from) : sum);
}
