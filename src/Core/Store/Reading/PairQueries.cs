using SiameseSweep.Core.Runs;

namespace SiameseSweep.Core.Store.Reading;

/// <summary>One pair of a book over a run's epochs.</summary>
internal static class PairQueries
{
    public static IReadOnlyList<PairScore> History(SqlSession sql, RunId run, EvaluationSplit split, string imageA, string imageB)
    {
        Dictionary<long, int?> places = [];
        return sql.All(
                $"""
                SELECT epoch, book_key, threshold, scores FROM stored_scores
                WHERE run_key = {Keys.OfRun} AND split = $2 ORDER BY epoch
                """,
                r => (Epoch: r.GetInt32(0), Book: r.GetInt64(1), Threshold: RowReading.Real(r, 2), Scores: r.GetString(3)),
                run.ToString(),
                ColumnText.Name(split))
            .Select(s => (s.Epoch, s.Threshold, s.Scores, Place: Place(s.Book)))
            .Where(s => s.Place is not null)
            .Select(s => new PairScore(s.Epoch, ColumnText.Floats(s.Scores)[s.Place!.Value], s.Threshold))
            .ToList();

        int? Place(long book)
        {
            if (!places.TryGetValue(book, out int? place))
            {
                places[book] = place = (int?)(sql.Scalar(
                    """
                    SELECT p.ordinal FROM pair_book_images a, pair_book_images b, pair_book_pairs p
                    WHERE a.book_key = $1 AND a.image = $2 AND b.book_key = $1 AND b.image = $3
                        AND p.book_key = $1 AND p.a = min(a.ordinal, b.ordinal) AND p.b = max(a.ordinal, b.ordinal)
                    """,
                    book, imageA, imageB) as long?);
            }

            return place;
        }
    }
}
