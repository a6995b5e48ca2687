using System.Collections.Concurrent;
using SiameseSweep.Core.Results;
using SiameseSweep.Core.Runs;
using SiameseSweep.Core.Statistics;
using SiameseSweep.Core.Sweeps;

namespace SiameseSweep.Core.Store.Reading;

/// <summary>Gathers what a ranking is made from, inside one snapshot.</summary>
internal sealed class RankingQueries
{
    private const int MostKept = 10_000;

    /// <summary>
    /// Scores of a run at an epoch change only when it begins again on another basis, so neither does what resampling makes of them.
    /// </summary>
    private readonly ConcurrentDictionary<(RunId Run, string? Basis, int Epoch, string Metric), IdentityBootstrap?> _bootstraps = [];

    public Ranking Rank(Statements sql, string sweepId)
    {
        SweepRow sweep = SweepQueries.One(sql, sweepId) ?? throw new UserErrorException($"There is no sweep {sweepId}; 'sweeps' lists them.");
        MetricSpec metric = SweepQueries.Metric(sweep);
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
        Dictionary<RunId, string?> bases = RunQueries.Bases(sql, sweepId);
        return Ranker.Rank(new RankingInput(
            metric,
            [.. SweepQueries.Trials(sql, sweepId).Select(t => new TrialEvidence(new TrialResult(t.Trial, [.. runs[t.Trial]]), TrialParameters.FromJson(t.Parameters)))],
            Baselines(sql, sweepId),
            (run, epoch) => TestMetrics(sql, run, epoch),
            (run, epoch) => Scores(sql, run, bases[run], epoch, metric.Name)));
    }

    /// <summary>The events by which runs are hopeless or alarmed.</summary>
    private static IReadOnlyList<EventRow> Events(Statements sql, string sweepId) => sql.All(
        $"""
        SELECT e.id, e.at, e.sweep_id, e.run_id, e.kind, e.detail
        FROM stored_runs r CROSS JOIN events e ON e.run_id = r.run_id AND e.kind IN ('{string.Join("', '", HopelessRuns.Kinds.Union(AlarmedRuns.Kinds))}')
        WHERE r.sweep_key = (SELECT sweep_key FROM stored_sweeps WHERE sweep_id = $1)
        ORDER BY e.id
        """,
        RowReading.Event, sweepId);

    private static List<BaselineEvidence> Baselines(Statements sql, string sweepId) =>
    [
        .. EvaluationQueries.Baselines(sql, sweepId)
            .GroupBy(b => (new RunId(b.SweepId, b.Trial, b.Replicate, b.Fold), b.Method))
            .Select(g => new BaselineEvidence(g.Key.Item1, g.Key.Method, g.ToDictionary(b => b.Metric, b => b.Value))),
    ];

    private static Dictionary<string, double> TestMetrics(Statements sql, RunId run, int epoch) => sql.All(
        """
        SELECT m.metric, e.value FROM stored_metrics m CROSS JOIN stored_evaluations e
        WHERE m.metric LIKE 'test.%' AND e.run_key = (SELECT run_key FROM stored_runs WHERE run_id = $1) AND e.metric_key = m.metric_key AND e.epoch = $2
        """,
        r => (Name: r.GetString(0), Value: RowReading.Real(r, 1)), run.ToString(), epoch).ToDictionary(m => m.Name, m => m.Value);

    private IdentityBootstrap? Scores(Statements sql, RunId run, string? basis, int epoch, string metric)
    {
        if (!IdentityBootstrap.Knows(metric) || metric.Split('.')[0] is not ("validation" or "test"))
        {
            return null;
        }

        if (_bootstraps.TryGetValue((run, basis, epoch, metric), out IdentityBootstrap? known))
        {
            return known;
        }

        ScoredPairs? pairs = sql.First(
            """
            SELECT b.hash, b.book_key, s.threshold, s.scores FROM stored_scores s JOIN pair_books b ON b.book_key = s.book_key
            WHERE s.run_key = (SELECT run_key FROM stored_runs WHERE run_id = $1) AND s.split = $2 AND s.epoch = $3
            """,
            r => new ScoredPairs(
                r.GetString(0), [.. EvaluationQueries.Book(sql, r.GetInt64(1)).Select(i => i.Person)], Columns.Floats(r.GetString(3)), RowReading.Real(r, 2)),
            run.ToString(), metric.Split('.')[0], epoch);
        IdentityBootstrap? made = pairs is null ? null : IdentityBootstrap.Compute(pairs, metric);
        if (pairs is not null)
        {
            if (_bootstraps.Count >= MostKept)
            {
                _bootstraps.Clear();
            }

            _bootstraps[(run, basis, epoch, metric)] = made;
        }

        return made;
    }
}
