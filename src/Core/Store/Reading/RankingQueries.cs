using SiameseSweep.Core.Events;
using SiameseSweep.Core.Results;
using SiameseSweep.Core.Runs;
using SiameseSweep.Core.Sweeps;

namespace SiameseSweep.Core.Store.Reading;

/// <summary>Gathers what a ranking is made from, inside one snapshot.</summary>
internal static class RankingQueries
{
    public static RankingEvidence Evidence(SqlSession sql, string sweepId)
    {
        SweepRow sweep =
            SweepQueries.One(sql, sweepId) ?? throw new UserErrorException($"There is no sweep {sweepId}; 'sweeps' lists them.");
        IReadOnlyList<TrialRow> trials = SweepQueries.Trials(sql, sweepId);
        IReadOnlyList<TrialResult> results = ResultQueries.Of(sql, sweepId, sweep.Objective, trials.Where(t => t.Refit is null));
        Dictionary<int, RunConfiguration> configurations = trials.ToDictionary(t => t.Trial, t => TrialParameters.FromJson(t.Parameters));
        HashSet<int> refits = [.. trials.Where(t => t.Refit is not null).Select(t => t.Trial)];
        return new RankingEvidence(
            sweep.Objective,
            [.. results.Select(r => new TrialEvidence(r, configurations[r.Trial]))],
            [.. Baselines(sql, sweepId).Where(b => !refits.Contains(b.Run.Trial))],
            (run, epoch) => TestMetrics(sql, run, epoch),
            RunQueries.Bases(sql, sweepId),
            (run, split, epoch) => Pairs(sql, run, split, epoch))
        {
            Impossible = Impossible(sql, sweepId),
            Refit = trials.LastOrDefault(t => t.Refit is not null) is { } refit
                ? new RefitEvidence(ResultQueries.Of(sql, sweepId, sweep.Objective.OnTest(), [refit])[0], refit.Refit!)
                : null,
        };
    }

    private static HashSet<BaselineImpossible> Impossible(SqlSession sql, string sweepId) =>
    [
        .. sql.All(
            $"""
            SELECT DISTINCT e.detail FROM stored_runs r CROSS JOIN events e
            WHERE r.sweep_key = {Keys.OfSweep} AND e.run_id = r.run_id AND e.kind = '{EventKinds.BaselineImpossible}'
            """,
            r => EventJson.Read(EventKinds.BaselineImpossible, r.GetString(0)), sweepId).OfType<BaselineImpossible>(),
    ];

    private static List<BaselineEvidence> Baselines(SqlSession sql, string sweepId) =>
    [
        .. EvaluationQueries.Baselines(sql, sweepId)
            .GroupBy(b => (new RunId(b.SweepId, b.Trial, b.Replicate, b.Fold), b.Method))
            .Select(g => new BaselineEvidence(g.Key.Item1, g.Key.Method, g.ToDictionary(b => b.Metric, b => b.Value))),
    ];

    private static Dictionary<string, double> TestMetrics(SqlSession sql, RunId run, int epoch) => sql.All(
        $"""
        SELECT m.metric, e.value FROM stored_metrics m CROSS JOIN stored_evaluations e
        WHERE m.metric LIKE 'test.%' AND e.run_key = {Keys.OfRun} AND e.metric_key = m.metric_key AND e.epoch = $2
        """,
        r => (Name: r.GetString(0), Value: RowReading.Real(r, 1)), run.ToString(), epoch).ToDictionary(m => m.Name, m => m.Value);

    private static ScoredPairs? Pairs(SqlSession sql, RunId run, EvaluationSplit split, int epoch) =>
        sql.First(
            $"""
            SELECT b.hash, b.book_key, s.threshold, s.scores FROM stored_scores s JOIN pair_books b ON b.book_key = s.book_key
            WHERE s.run_key = {Keys.OfRun} AND s.split = $2 AND s.epoch = $3
            """,
            r => new ScoredPairs(
                r.GetString(0),
                [.. EvaluationQueries.Book(sql, r.GetInt64(1)).Select(i => i.Person)],
                ColumnText.Floats(r.GetString(3)),
                RowReading.Real(r, 2)),
            run.ToString(),
            ColumnText.Name(split),
            epoch);
}
