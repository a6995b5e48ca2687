using SiameseSweep.Core.Events;
using SiameseSweep.Core.Results;
using SiameseSweep.Core.Runs;

namespace SiameseSweep.Core.Store;

/// <summary>The alarms that stand against runs, by their events: the last one, unless the run recovered or was begun again since.</summary>
public static class AlarmedRuns
{
    /// <summary>The kinds of events that decide.</summary>
    public static IReadOnlyList<string> Kinds { get; } =
    [EventKinds.Collapsed, EventKinds.AtChance, EventKinds.Recovered, EventKinds.BegunAgain];

    /// <summary>Reads the alarms of a sweep's runs, or of all runs.</summary>
    public static IReadOnlyDictionary<RunId, RunAlarm> Read(IRecordReader record, string? sweepId) =>
        Among(record.NewestEvents(sweepId, Kinds, int.MaxValue).Reverse());

    /// <summary>Reads the alarm of one run; null when there is none.</summary>
    public static RunAlarm? Read(IRecordReader record, RunId run) => Of(record.Events(run.SweepId, run), run);

    /// <summary>Returns the alarm of one run; null when there is none.</summary>
    /// <param name="events">As for <see cref="Among"/>.</param>
    /// <param name="run">The run.</param>
    public static RunAlarm? Of(IEnumerable<EventRow> events, RunId run) =>
        Among(events).TryGetValue(run, out RunAlarm alarm) ? alarm : null;

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

            switch (row.Event)
            {
                case Collapsed:
                    alarms[run] = RunAlarm.Collapsed;
                    break;
                case AtChance:
                    alarms[run] = RunAlarm.AtChance;
                    break;
                case Recovered or BegunAgain:
                    alarms.Remove(run);
                    break;
                default:
                    break;
            }
        }

        return alarms;
    }
}
