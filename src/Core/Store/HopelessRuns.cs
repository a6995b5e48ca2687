using System.Text.Json;
using SiameseSweep.Core.Runs;

namespace SiameseSweep.Core.Store;

/// <summary>Which runs ended themselves because they collapsed or stayed at chance. An alarm alone does not make a run one of them.</summary>
public static class HopelessRuns
{
    /// <summary>The kinds of events that tell.</summary>
    public static IReadOnlyList<string> Kinds { get; } = [EventKinds.Collapsed, EventKinds.AtChance, EventKinds.PruneDecision, EventKinds.RunPruned];

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

            switch (row.Kind)
            {
                case EventKinds.Collapsed or EventKinds.AtChance:
                    alarmed.Add(run);
                    break;
                case EventKinds.PruneDecision when Says(row.Detail, "prune"):
                    condemned.Add(run);
                    break;
                // Older records do not say why: there a run ended itself when it was alarmed, by its own report (which tells no state
                // that it came from) and with no pruner against it.
                case EventKinds.RunPruned when Says(row.Detail, "hopeless")
                    || (alarmed.Contains(run) && !condemned.Contains(run) && !Says(row.Detail, "from")):
                    hopeless.Add(run);
                    break;
                default:
                    break;
            }
        }

        return hopeless;
    }

    private static bool Says(string detail, string name)
    {
        using JsonDocument json = JsonDocument.Parse(detail);
        return json.RootElement.TryGetProperty(name, out JsonElement said) && said.ValueKind is not (JsonValueKind.False or JsonValueKind.Null);
    }
}
