using System.Text.Json;
using Microsoft.Data.Sqlite;
using SiameseSweep.Core.Metrics;
using SiameseSweep.Core.Results;
using SiameseSweep.Core.Runs;

namespace SiameseSweep.Core.Store.Reading;

/// <summary>Metrics, scores, embeddings and baselines.</summary>
internal static class EvaluationQueries
{
    public static IReadOnlyList<EvaluationRow> OfRun(SqlSession sql, RunId run) =>
        sql.All(
            "SELECT run_id, epoch, metric, value FROM evaluations WHERE run_id = $1 ORDER BY epoch, metric",
            RowReading.Evaluation,
            run.ToString());

    public static IReadOnlyList<EvaluationRow> OfSweep(SqlSession sql, string sweepId, string metric) => sql.All(
        $"""
        SELECT r.run_id, e.epoch, $2, e.value
        FROM stored_runs r CROSS JOIN stored_evaluations e
        WHERE r.sweep_key = {Keys.OfSweep}
            AND e.run_key = r.run_key AND e.metric_key = (SELECT metric_key FROM stored_metrics WHERE metric = $2)
        ORDER BY r.trial, r.replicate, r.fold, e.epoch
        """,
        RowReading.Evaluation, sweepId, metric);

    /// <summary>One value a run: a look-up each, not all epochs of all runs.</summary>
    public static IReadOnlyDictionary<RunId, double> At(
        SqlSession sql,
        string sweepId,
        string metric,
        IReadOnlyDictionary<RunId, int> epochs)
    {
        Dictionary<RunId, double> values = [];
        if (sql.Scalar("SELECT metric_key FROM stored_metrics WHERE metric = $1", metric) is not long key)
        {
            return values;
        }

        List<(long Key, RunId Run)> runs = sql.All(
            $"SELECT run_key, run_id FROM stored_runs WHERE sweep_key = {Keys.OfSweep}",
            r => (r.GetInt64(0), RunId.Parse(r.GetString(1))), sweepId);
        foreach ((long run, RunId id) in runs)
        {
            if (epochs.TryGetValue(id, out int epoch)
                && sql.Scalar("SELECT value FROM stored_evaluations WHERE run_key = $1 AND metric_key = $2 AND epoch = $3", run, key, epoch)
                    is double value)
            {
                values[id] = value;
            }
        }

        return values;
    }

    /// <summary>The run's best epoch by its sweep's metric; null when none has a finite value.</summary>
    public static int? BestEpoch(SqlSession sql, RunId run)
    {
        if (SweepQueries.One(sql, run.SweepId) is not { } sweep)
        {
            return null;
        }

        MetricSpec objective = sweep.ObjectiveOf(SweepQueries.Trial(sql, run.SweepId, run.Trial));
        return Results.BestEpoch.Of(
            objective,
            sql.All($"{EpochsOfRuns} WHERE r.run_id = $1", r => Epoch(r), run.ToString(), objective.Name, Results.BestEpoch.TieBreaker))
            ?.Epoch;
    }

    /// <summary>The evaluated epochs of each run of a sweep, judged by its metric.</summary>
    public static ILookup<RunId, EpochResult> Epochs(SqlSession sql, string sweepId, string metric) =>
        sql.All(
                $"{EpochsOfRuns} WHERE r.sweep_key = {Keys.OfSweep}",
                r => (Run: RunId.Parse(r.GetString(3)), Epoch: Epoch(r)),
                sweepId,
                metric,
                Results.BestEpoch.TieBreaker)
            .ToLookup(e => e.Run, e => e.Epoch);

    private const string EpochsOfRuns =
        """
        SELECT e.epoch, e.value, a.value, r.run_id
        FROM stored_runs r
        CROSS JOIN stored_evaluations e ON e.run_key = r.run_key
            AND e.metric_key = (SELECT metric_key FROM stored_metrics WHERE metric = $2)
        LEFT JOIN stored_evaluations a
            ON a.run_key = r.run_key AND a.metric_key = (SELECT metric_key FROM stored_metrics WHERE metric = $3) AND a.epoch = e.epoch
        """;

    private static EpochResult Epoch(SqliteDataReader r) => new(r.GetInt32(0), RowReading.Real(r, 1), RowReading.Real(r, 2));

    public static DissimilaritySet? Dissimilarities(SqlSession sql, RunId run, EvaluationSplit split, int? epoch)
    {
        // The best epoch, the newest when none is best yet.
        int? wanted = epoch ?? BestEpoch(sql, run);
        var found = sql.First<(int Epoch, long Book, double Threshold, bool FromTest, string Scores)?>(
            $"""
            SELECT epoch, book_key, threshold, threshold_from_test, scores FROM stored_scores
            WHERE run_key = {Keys.OfRun} AND split = $2 AND ($3 IS NULL OR epoch = $3)
            ORDER BY epoch DESC LIMIT 1
            """,
            r => (r.GetInt32(0), r.GetInt64(1), RowReading.Real(r, 2), r.GetBoolean(3), r.GetString(4)),
            run.ToString(),
            ColumnText.Name(split),
            wanted);
        if (found is not { } set)
        {
            return null;
        }

        (string Image, string Person)[] images = [.. Book(sql, set.Book)];
        float[] scores = ColumnText.Floats(set.Scores);
        List<DissimilarityRow> pairs = new(scores.Length);
        for (int a = 0; a < images.Length; a++)
        {
            for (int b = a + 1; b < images.Length; b++)
            {
                pairs.Add(
                    new DissimilarityRow(images[a].Image, images[b].Image, images[a].Person != images[b].Person, scores[pairs.Count]));
            }
        }

        return new DissimilaritySet(run, set.Epoch, split, set.Threshold, set.FromTest, pairs);
    }

    /// <summary>Images and people of a pair book, in order.</summary>
    public static IReadOnlyList<(string Image, string Person)> Book(SqlSession sql, long book) => sql.All(
        "SELECT image, person FROM pair_book_images WHERE book_key = $1 ORDER BY ordinal", r => (r.GetString(0), r.GetString(1)), book);

    public static IReadOnlyList<EmbeddingRow> Embeddings(SqlSession sql, RunId run, int? epoch)
    {
        (int Epoch, string Vectors)? found = sql.First<(int, string)?>(
            $"""
            SELECT epoch, vectors FROM stored_embeddings
            WHERE run_key = {Keys.OfRun} AND ($2 IS NULL OR epoch = $2)
            ORDER BY best DESC, epoch DESC LIMIT 1
            """,
            r => (r.GetInt32(0), r.GetString(1)), run.ToString(), epoch);
        if (found is not { } set)
        {
            return [];
        }

        using JsonDocument json = JsonDocument.Parse(set.Vectors);
        return
        [
            .. json.RootElement.EnumerateArray()
                .Select(pair => new EmbeddingRow(run, set.Epoch, pair[0].GetString()!, ColumnText.Floats(pair[1].GetRawText()))),
        ];
    }

    public static IReadOnlyList<BaselineRow> Baselines(SqlSession sql, string sweepId) => sql.All(
        $"""
        SELECT $1, r.trial, r.replicate, r.fold, b.method, b.metric, b.value FROM stored_runs r CROSS JOIN stored_baselines b
        WHERE r.sweep_key = {Keys.OfSweep} AND b.run_key = r.run_key
        ORDER BY r.trial, r.replicate, r.fold, b.method, b.metric
        """,
        RowReading.Baseline, sweepId);

    public static IReadOnlyList<BaselineRow> Baselines(SqlSession sql, RunId run) =>
        sql.All(
            """
            SELECT $2, r.trial, r.replicate, r.fold, b.method, b.metric, b.value
            FROM stored_runs r JOIN stored_baselines b ON b.run_key = r.run_key
            WHERE r.run_id = $1 ORDER BY b.method, b.metric
            """,
            RowReading.Baseline,
            run.ToString(),
            run.SweepId);
}
