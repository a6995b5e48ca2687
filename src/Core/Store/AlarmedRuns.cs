using SiameseSweep.Core.Results;
using SiameseSweep.Core.Runs;

namespace SiameseSweep.Core.Store;

/// <summary>The alarms that stand against runs, by their events: the last one, unless the run recovered or was begun again since.</summary>
public static class AlarmedRuns
{
    /// <summary>The kinds of events that decide.</summary>
    public static IReadOnlyList<string> Kinds { get; } = [EventKinds.Collapsed, EventKinds.AtChance, EventKinds.Recovered, EventKinds.BegunAgain];

    /// <summary>Returns the alarm of each alarmed run.</summary>
    /// <param name="events">Events of runs, in order; other kinds than <see cref="Kinds"/> change nothing.</param>
    public static IReadOnlyDictionary<RunId, RunAlarm> Among(IEnumerable<EventRow> events)
    {
        Dictionary<RunId, RunAlarm> alarms = [];
        foreach (EventRow row in events)
        {
            if (row.RunId is not { } run)
            {
                continue;
            }

            switch (row.Kind)
            {
                case EventKinds.Collapsed:
                    alarms[run] = RunAlarm.Collapsed;
                    break;
                case EventKinds.AtChance:
                    alarms[run] = RunAlarm.AtChance;
                    break;
                case EventKinds.Recovered or EventKinds.BegunAgain:
                    alarms.Remove(run);
                    break;
                default:
                    break;
            }
        }

        return alarms;
    }
}
