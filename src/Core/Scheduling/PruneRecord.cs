using System.Text.Json;
using SiameseSweep.Core.Pruners;
using SiameseSweep.Core.Store;

namespace SiameseSweep.Core.Scheduling;

/// <summary>What the record says of a run's judgements.</summary>
public static class PruneRecord
{
    /// <summary>Whether the newest recorded judgement at a decision's band ended the run; null when the run was never judged there.</summary>
    /// <param name="events">The run's, in order.</param>
    /// <param name="decision">The decision to look for.</param>
    public static bool? VerdictAtSameBand(IEnumerable<EventRow> events, PruneDecision decision)
    {
        int? band = Read(decision.Detail).Band;
        bool? verdict = null;
        foreach (EventRow judged in events.Where(e => e.Kind == EventKinds.PruneDecision))
        {
            (int? judgedBand, bool pruned) = Read(judged.Detail);
            verdict = judgedBand == band ? pruned : verdict;
        }

        return verdict;
    }

    private static (int? Band, bool Prune) Read(string detail)
    {
        using JsonDocument json = JsonDocument.Parse(detail);
        return (
            json.RootElement.TryGetProperty("band", out JsonElement band) ? band.GetInt32() : null,
            json.RootElement.TryGetProperty("prune", out JsonElement prune) && prune.GetBoolean());
    }
}
