using SiameseSweep.Core.Store;

namespace SiameseSweep.Dashboard.Model;

/// <summary>A pair as a threshold judges it.</summary>
/// <param name="Row">Its score.</param>
/// <param name="Right">Whether the verdict is the truth.</param>
/// <param name="Error">How far on the wrong side it lies; negative when right.</param>
public sealed record HardPair(DissimilarityRow Row, bool Right, double Error)
{
    /// <summary>Judges a pair: at most the threshold means the same person.</summary>
    public static HardPair Judge(DissimilarityRow row, double threshold)
    {
        bool same = row.Dissimilarity <= threshold;
        double error = row.Different ? threshold - row.Dissimilarity : row.Dissimilarity - threshold;
        return new HardPair(row, same != row.Different, error);
    }

    /// <summary>The pairs that lie furthest on the wrong side, then those nearest to it.</summary>
    public static IReadOnlyList<HardPair> Hardest(DissimilaritySet set, int count) => set.Pairs
        .Where(p => double.IsFinite(p.Dissimilarity))
        .Select(p => Judge(p, set.Threshold)).OrderByDescending(p => p.Error).Take(count).ToList();
}
