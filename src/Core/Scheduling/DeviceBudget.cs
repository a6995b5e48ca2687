using SiameseSweep.Core.Events;
using SiameseSweep.Core.Runs;
using SiameseSweep.Core.Store;

namespace SiameseSweep.Core.Scheduling;

/// <summary>
/// Device time that a sweep has used, from each attempt's start to its end on record, running attempts and deleted runs included, and what is left
/// of its budget. For every running attempt a reserve is kept: the time it may take from being asked to end until it has ended.
/// </summary>
/// <param name="limit">The budget.</param>
public sealed class DeviceBudget(TimeSpan limit)
{
    private static readonly TimeSpan MostReserve = TimeSpan.FromSeconds(2);

    // A small budget is not to be eaten by its reserves.
    private readonly TimeSpan _reserve = limit / 20 < MostReserve ? limit / 20 : MostReserve;
    private readonly Dictionary<RunId, DateTimeOffset> _running = [];
    private TimeSpan _ended;

    /// <summary>Adds up a sweep's events.</summary>
    public static DeviceBudget From(IEnumerable<EventRow> events, TimeSpan limit)
    {
        DeviceBudget budget = new(limit);
        foreach (EventRow row in events)
        {
            switch (row.Event)
            {
                case RunStarted when row.RunId is { } run:
                    budget.Started(run, row.At);
                    break;
                case RunMoved when row.RunId is { } run:
                    budget.Ended(run, row.At);
                    break;
                case RunDeleted { DeviceSeconds: { } seconds }:
                    budget._ended += TimeSpan.FromSeconds(seconds);
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

    /// <summary>Whether running attempts must end now so that the budget holds; without one, whether none can start.</summary>
    public bool IsUsed(DateTimeOffset now) => Used(now) + (Math.Max(1, _running.Count) * _reserve) >= limit;

    /// <summary>Whether one more attempt can start.</summary>
    public bool HasRoom(DateTimeOffset now) => Used(now) + ((_running.Count + 1) * _reserve) < limit;

    /// <summary>Time until <see cref="IsUsed"/> if nothing starts or ends; null while nothing runs.</summary>
    public TimeSpan? UntilUsed(DateTimeOffset now) => _running.Count == 0
        ? null
        : (limit - Used(now)) / _running.Count is var left && left > _reserve ? left - _reserve : TimeSpan.Zero;

    /// <summary>Device time up to <paramref name="now"/>.</summary>
    public TimeSpan Used(DateTimeOffset now) =>
        _running.Values.Aggregate(_ended, (sum, from) => now > from ? sum + (now - from) : sum);
}
