using SiameseSweep.Core.Events;
using SiameseSweep.Core.Store;

namespace SiameseSweep.Core.Scheduling.FromRecord;

/// <summary>Reads the pruner's judgements of a run from its events.</summary>
public static class VerdictsFromRecord
{
    /// <summary>Whether the newest judgement at a band ended the run; null if the run was never judged there.</summary>
    /// <param name="events">Events of one run, in order.</param>
    /// <param name="band">The band.</param>
    public static bool? AtBand(IEnumerable<EventRow> events, int? band) =>
        events.Select(e => e.Event).OfType<PruneJudged>().LastOrDefault(judged => judged.Band == band)?.Prune;
}
