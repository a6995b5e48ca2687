using SiameseSweep.Core.Store;

namespace SiameseSweep.Training.Evaluation;

/// <summary>Which pairs a grid shows: half of the same and half of different people, the hardest of each first.</summary>
internal static class PairChoice
{
    /// <summary>
    /// The hardest: same people far apart, different people close together. No image leads two pairs of a kind while others are
    /// left, so that one odd image does not fill the grid. Ties fall by path, so the choice is a function of the scores alone.
    /// </summary>
    public static IReadOnlyList<DissimilarityRow> Hardest(IReadOnlyList<DissimilarityRow> pairs, int count)
    {
        DissimilarityRow[] same = [.. Spread(pairs.Where(p => !p.Different).OrderByDescending(Sortable(double.NegativeInfinity)))];
        DissimilarityRow[] different = [.. Spread(pairs.Where(p => p.Different).OrderBy(Sortable(double.PositiveInfinity)))];
        int ofSame = Math.Min(same.Length, Math.Max(count / 2, count - different.Length));
        DissimilarityRow[] chosen = [.. same.Take(ofSame), .. different.Take(count - ofSame)];

        // Both kinds in turn: a reader compares them row by row.
        return
        [
            .. chosen
                .Select((p, i) => (Pair: p, Rank: p.Different ? (2 * (i - ofSame)) + 1 : 2 * i))
                .OrderBy(c => c.Rank)
                .Select(c => c.Pair),
        ];
    }

    private static Func<DissimilarityRow, double> Sortable(double forNaN) => p => double.IsNaN(p.Dissimilarity) ? forNaN : p.Dissimilarity;

    private static IEnumerable<DissimilarityRow> Spread(IOrderedEnumerable<DissimilarityRow> hardestFirst)
    {
        HashSet<string> leading = new(StringComparer.Ordinal);
        List<DissimilarityRow> later = [];
        foreach (DissimilarityRow pair in hardestFirst
                .ThenBy(p => p.ImageA, StringComparer.Ordinal)
                .ThenBy(p => p.ImageB, StringComparer.Ordinal))
        {
            if (leading.Contains(pair.ImageA) || leading.Contains(pair.ImageB))
            {
                later.Add(pair);
                continue;
            }

            leading.Add(pair.ImageA);
            leading.Add(pair.ImageB);
            yield return pair;
        }

        foreach (DissimilarityRow pair in later)
        {
            yield return pair;
        }
    }
}
