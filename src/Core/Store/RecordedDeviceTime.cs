using SiameseSweep.Core.Events;
using SiameseSweep.Core.Runs;

namespace SiameseSweep.Core.Store;

/// <summary>Device time as events tell it.</summary>
public static class RecordedDeviceTime
{
    /// <summary>Returns the device time of all attempts that the events name, deleted runs included.</summary>
    /// <param name="events">Events of a run or a sweep, in order.</param>
    public static DeviceTime Of(IEnumerable<EventRow> events)
    {
        DeviceTime time = new();
        foreach (EventRow row in events)
        {
            switch (row.Event)
            {
                case RunStarted when row.RunId is { } run:
                    time.Started(run, row.At);
                    break;
                case RunMoved when row.RunId is { } run:
                    time.Ended(run, row.At);
                    break;
                case RunDeleted { DeviceSeconds: { } seconds }:
                    time.Add(TimeSpan.FromSeconds(seconds));
                    break;
                default:
                    break;
            }
        }

        return time;
    }
}
