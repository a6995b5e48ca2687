using SiameseSweep.Core.Events;
using SiameseSweep.Core.Runs;

namespace SiameseSweep.Core.Store;

/// <summary>
/// Which runs ended themselves because they collapsed or stayed at chance. An alarm alone does not make a run one of them.
/// </summary>
public static class HopelessRuns
{
    /// <summary>The kinds of events that tell.</summary>
    public static IReadOnlyList<string> Kinds { get; } =
    [EventKinds.Collapsed, EventKinds.AtChance, EventKinds.PruneDecision, EventKinds.RunPruned];

    /// <summary>The hopeless ones among pruned runs.</summary>
    /// <param name="events">Theirs, in order; other kinds than <see cref="Kinds"/> change nothing.</param>
    public static IReadOnlySet<RunId> Among(IEnumerable<EventRow> events)
    {
        HashSet<RunId> alarmed = [];
        HashSet<RunId> condemned = [];
        HashSet<RunId> hopeless = [];
        foreach (EventRow row in events)
        {
            if (row.RunId is not { } run)
            {
                continue;
            }

            switch (row.Event)
            {
                case HopelessAlarm:
                    alarmed.Add(run);
                    break;
                case PruneJudged { Prune: true }:
                    condemned.Add(run);
                    break;
                case RunPruned pruned
                    when pruned.Hopeless ?? OlderEvents.EndedItself(pruned, alarmed.Contains(run), condemned.Contains(run)):
                    hopeless.Add(run);
                    break;
                default:
                    break;
            }
        }

        return hopeless;
    }
}
