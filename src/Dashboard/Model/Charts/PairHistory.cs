using SiameseSweep.Core.Runs;
using SiameseSweep.Core.Store;

namespace SiameseSweep.Dashboard.Model.Charts;

/// <summary>One pair over the epochs of several runs.</summary>
public static class PairHistory
{
    /// <summary>Dissimilarities as shares of each epoch's threshold: runs of different losses have scales of their own.</summary>
    public static ChartModel Chart(IReadOnlyList<(string Name, IReadOnlyList<PairScore> Scores)> runs) => new(
        "epoch", "dissimilarity ÷ threshold",
        runs.Select((run, n) => new ChartTrace(
            run.Name, run.Scores.Count <= 60 ? "lines+markers" : "lines", run.Scores.Select(s => (double)s.Epoch).ToList(),
            run.Scores.Select(s => s.Threshold > 0 ? Series.Drawable(s.Dissimilarity / s.Threshold) : null).ToList(), Series.Color(n))
        { Dash = Series.Dash(n) }).Where(t => t.X.Count > 0).ToList(),
        [new ChartMark("threshold", Y: 1)]);
}

/// <summary>Key of a pair's history.</summary>
public sealed record PairHistoryKey(FacePair Pair, IReadOnlyList<(string Name, RunId Run)> Runs)
{
    /// <inheritdoc/>
    public bool Equals(PairHistoryKey? other) => other is not null && Pair == other.Pair && Runs.SequenceEqual(other.Runs);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Pair, Runs.Count);
}
