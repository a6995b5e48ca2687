using SiameseSweep.Core.Runs;

namespace SiameseSweep.Core.Scheduling;

/// <summary>
/// A sweep's budget of device time. For every running attempt a reserve is kept: the time it may take from being asked to end until it
/// has ended.
/// </summary>
/// <param name="limit">The budget.</param>
/// <param name="time">Device time that the sweep has used; null if none.</param>
public sealed class DeviceBudget(TimeSpan limit, DeviceTime? time = null)
{
    private static readonly TimeSpan MostReserve = TimeSpan.FromSeconds(2);

    // A small budget is not to be eaten by its reserves.
    private readonly TimeSpan _reserve = limit / 20 < MostReserve ? limit / 20 : MostReserve;
    private readonly DeviceTime _time = time ?? new DeviceTime();

    /// <inheritdoc cref="DeviceTime.Started"/>
    public void Started(RunId run, DateTimeOffset at) => _time.Started(run, at);

    /// <inheritdoc cref="DeviceTime.Ended"/>
    public void Ended(RunId run, DateTimeOffset at) => _time.Ended(run, at);

    /// <summary>Whether running attempts must end now so that the budget holds; without one, whether none can start.</summary>
    public bool IsUsed(DateTimeOffset now) => _time.Until(now) + (Math.Max(1, _time.Running) * _reserve) >= limit;

    /// <summary>Whether one more attempt can start.</summary>
    public bool HasRoom(DateTimeOffset now) => _time.Until(now) + ((_time.Running + 1) * _reserve) < limit;

    /// <summary>Returns the time until <see cref="IsUsed"/> if nothing starts or ends; null while nothing runs.</summary>
    public TimeSpan? UntilUsed(DateTimeOffset now) => _time.Running == 0
        ? null
        : (limit - _time.Until(now)) / _time.Running is var left && left > _reserve ? left - _reserve : TimeSpan.Zero;
}
