using SiameseSweep.Core.Store;

namespace SiameseSweep.Core.Scheduling.FromRecord;

/// <summary>Reads what a sweep has used of its budget from its events.</summary>
public static class BudgetFromRecord
{
    /// <summary>Returns the budget, with the device time of all attempts counted against it.</summary>
    /// <param name="events">Events of one sweep, in order.</param>
    /// <param name="limit">The budget.</param>
    public static DeviceBudget Read(IEnumerable<EventRow> events, TimeSpan limit) => new(limit, RecordedDeviceTime.Of(events));
}
