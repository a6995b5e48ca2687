using System.Text;
using System.Text.Json;
using SiameseSweep.Core.Runs;

namespace SiameseSweep.Core.Store.Writing;

/// <summary>Metrics, scores, embeddings and baselines.</summary>
internal static class EvaluationWrites
{
    public static void Save(WriteContext context, PairBookReport book)
    {
        if (book.Images.Length != book.People.Length)
        {
            throw new InvalidOperationException($"Pair book {book.Hash} has {book.Images.Length} images and {book.People.Length} people.");
        }

        SqlSession sql = context.Sql;
        if (sql.Scalar(
                "INSERT OR IGNORE INTO pair_books (hash, split) VALUES ($1, $2) RETURNING book_key",
                book.Hash,
                ColumnText.Name(book.Split))
            is not long key)
        {
            return;
        }

        long ordinal = 0;
        for (int a = 0; a < book.Images.Length; a++)
        {
            sql.Execute(
                "INSERT INTO pair_book_images (book_key, ordinal, image, person) VALUES ($1, $2, $3, $4)",
                key,
                a,
                book.Images[a],
                book.People[a]);
            for (int b = a + 1; b < book.Images.Length; b++)
            {
                sql.Execute(
                    "INSERT INTO pair_book_pairs (book_key, ordinal, a, b, different) VALUES ($1, $2, $3, $4, $5)",
                    key, ordinal++, a, b, book.People[a] == book.People[b] ? 0 : 1);
            }
        }
    }

    public static void Save(WriteContext context, RunId id, ReportWrites.RunFence run, EvaluationReport report)
    {
        foreach ((string metric, double value) in report.Metrics)
        {
            context.Sql.Execute(
                "INSERT OR IGNORE INTO stored_evaluations (run_key, metric_key, epoch, value) VALUES ($1, $2, $3, $4)",
                run.Key, MetricKey(context.Sql, metric), report.Epoch, value);
        }

        SaveScores(context, run.Key, EvaluationSplit.Validation, report, report.Validation);
        SaveScores(context, run.Key, EvaluationSplit.Test, report, report.Test);
        run.Epoch = Math.Max(run.Epoch, report.Epoch);
        context.Touched(id.SweepId, id, ChangeKinds.Evaluations);
    }

    /// <summary>Adds the set and keeps the best epoch's and the last's, whatever order they come in.</summary>
    public static void Save(WriteContext context, RunId id, ReportWrites.RunFence run, EmbeddingReport report)
    {
        StringBuilder vectors = new("[");
        for (int i = 0; i < report.Images.Length; i++)
        {
            vectors.Append(i == 0 ? "[" : ",[").Append(JsonSerializer.Serialize(report.Images[i])).Append(',');
            ColumnText.AppendFloats(vectors, report.Vectors[i]);
            vectors.Append(']');
        }

        context.Sql.Execute(
            "INSERT OR REPLACE INTO stored_embeddings (run_key, epoch, best, vectors) VALUES ($1, $2, $3, $4)",
            run.Key, report.Epoch, report.Best ? 1 : 0, vectors.Append(']').ToString());
        context.Sql.Execute(
            """
            DELETE FROM stored_embeddings WHERE run_key = $1
                AND epoch <> (SELECT max(epoch) FROM stored_embeddings WHERE run_key = $1)
                AND epoch <> coalesce((SELECT max(epoch) FROM stored_embeddings WHERE run_key = $1 AND best = 1), -1)
            """,
            run.Key);
        context.Touched(id.SweepId, id, ChangeKinds.Evaluations);
    }

    public static void Save(WriteContext context, RunId id, ReportWrites.RunFence run, BaselineReport report)
    {
        // Replaced: a run evaluates its baselines anew only when it starts again, and builds before this one gave it another run's.
        context.Sql.Execute("DELETE FROM stored_baselines WHERE run_key = $1 AND method = $2", run.Key, report.Method);
        foreach ((string metric, double value) in report.Metrics)
        {
            context.Sql.Execute(
                "INSERT INTO stored_baselines (run_key, method, metric, value) VALUES ($1, $2, $3, $4)",
                run.Key,
                report.Method,
                metric,
                value);
        }

        context.Touched(id.SweepId, id, ChangeKinds.Evaluations);
    }

    private static void SaveScores(WriteContext context, long run, EvaluationSplit split, EvaluationReport report, PairScores? scores)
    {
        if (scores is null)
        {
            return;
        }

        (long Key, long Pairs) book = context.Sql.First<(long, long)?>(
            "SELECT book_key, (SELECT count(*) FROM pair_book_images i WHERE i.book_key = b.book_key) FROM pair_books b WHERE hash = $1",
            r => (r.GetInt64(0), r.GetInt64(1) * (r.GetInt64(1) - 1) / 2), scores.BookHash)
            ?? throw new InvalidOperationException($"Scores name the pair book {scores.BookHash}, which was not sent before.");
        if (book.Pairs != scores.Dissimilarities.Length)
        {
            throw new InvalidOperationException(
                $"Pair book {scores.BookHash} has {book.Pairs} pairs, {scores.Dissimilarities.Length} scores came.");
        }

        context.Sql.Execute(
            """
            INSERT OR IGNORE INTO stored_scores (run_key, split, epoch, book_key, threshold, threshold_from_test, scores)
            VALUES ($1, $2, $3, $4, $5, $6, $7)
            """,
            run,
            ColumnText.Name(split),
            report.Epoch,
            book.Key,
            report.Threshold,
            report.ThresholdFromTest ? 1 : 0,
            ColumnText.Floats(scores.Dissimilarities));
    }

    private static long MetricKey(SqlSession sql, string metric)
    {
        if (sql.Scalar("SELECT metric_key FROM stored_metrics WHERE metric = $1", metric) is long known)
        {
            return known;
        }

        return (long)sql.Scalar("INSERT INTO stored_metrics (metric) VALUES ($1) RETURNING metric_key", metric)!;
    }
}
