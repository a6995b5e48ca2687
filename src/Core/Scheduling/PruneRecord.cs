using SiameseSweep.Core.Events;
using SiameseSweep.Core.Store;

namespace SiameseSweep.Core.Scheduling;

/// <summary>What the record says of a run's judgements.</summary>
public static class PruneRecord
{
    /// <summary>Whether the newest recorded judgement at a band ended the run; null when the run was never judged there.</summary>
    /// <param name="events">The run's, in order.</param>
    /// <param name="band">The band.</param>
    public static bool? VerdictAtSameBand(IEnumerable<EventRow> events, int? band) =>
        events.Select(e => e.Event).OfType<PruneJudged>().LastOrDefault(judged => judged.Band == band)?.Prune;
}
