using SiameseSweep.Core.Metrics;
using SiameseSweep.Core.Results;
using SiameseSweep.Core.Runs;

namespace SiameseSweep.Core.Store.Reading;

/// <summary>Results of trials.</summary>
internal static class ResultQueries
{
    /// <summary>Results of the trials that the search proposed.</summary>
    public static IReadOnlyList<TrialResult> Trials(SqlSession sql, string sweepId) =>
        SweepQueries.One(sql, sweepId) is { } sweep
            ? Of(sql, sweepId, sweep.Objective, SweepQueries.Trials(sql, sweepId).Where(t => t.Refit is null))
            : [];

    /// <summary>Results of some trials by a metric.</summary>
    public static IReadOnlyList<TrialResult> Of(SqlSession sql, string sweepId, MetricSpec metric, IEnumerable<TrialRow> trials)
    {
        ILookup<RunId, EpochResult> epochs = EvaluationQueries.Epochs(sql, sweepId, metric.Name);
        IReadOnlyList<EventRow> events = Events(sql, sweepId);
        IReadOnlySet<RunId> hopeless = HopelessRuns.Among(events);
        IReadOnlyDictionary<RunId, RunAlarm> alarms = AlarmedRuns.Among(events);
        ILookup<int, RunResult> runs = RunQueries.Runs(sql, new RunQuery(sweepId)).ToLookup(
            r => r.RunId.Trial,
            r => RunResult.Of(metric, r.RunId, r.State, hopeless.Contains(r.RunId), [.. epochs[r.RunId]]) with
            {
                Alarm = alarms.TryGetValue(r.RunId, out RunAlarm alarm) ? alarm : null,
            });
        return [.. trials.Select(t => new TrialResult(t.Trial, [.. runs[t.Trial]]))];
    }

    /// <summary>The events by which runs are hopeless or alarmed.</summary>
    private static IReadOnlyList<EventRow> Events(SqlSession sql, string sweepId) =>
        sql.All(
            $"""
            SELECT e.id, e.at, e.sweep_id, e.run_id, e.kind, e.detail
            FROM stored_runs r CROSS JOIN events e ON e.run_id = r.run_id AND e.kind IN ('{string.Join(
                "', '",
                HopelessRuns.Kinds.Union(AlarmedRuns.Kinds)
            )}')
            WHERE r.sweep_key = {Keys.OfSweep}
            ORDER BY e.id
            """,
            RowReading.Event,
            sweepId);
}
