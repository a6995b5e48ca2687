using SiameseSweep.Core.Runs;
using SiameseSweep.Core.Statistics;

namespace SiameseSweep.Dashboard.Model;

/// <summary>Number of runs of a sweep that collapsed or are at chance level.</summary>
/// <param name="Alarmed">Such runs, in any state.</param>
/// <param name="Finished">Of them, those that are finished.</param>
/// <param name="Runs">All runs of the sweep.</param>
public sealed record AlarmCount(int Alarmed, int Finished, int Runs)
{
    /// <summary>In words: <c>3 of 12 runs collapsed or at chance</c>.</summary>
    public string Sentence => $"{Format.Count(Alarmed)} of {Format.Count(Runs)} {(Runs == 1 ? "run" : "runs")} collapsed or at chance";

    /// <summary>Counts the runs of a ranking; returns null when none is alarmed.</summary>
    public static AlarmCount? Of(Ranking ranking)
    {
        List<RunState> alarmed = [.. ranking.Trials.SelectMany(t => t.Runs).Where(r => r.Alarm is not null).Select(r => r.State)];
        return alarmed.Count == 0
            ? null
            : new AlarmCount(alarmed.Count, alarmed.Count(s => s == RunState.Finished), ranking.Trials.Sum(t => t.Runs.Count));
    }
}
