using System.Globalization;
using SiameseSweep.Core.Events;
using SiameseSweep.Core.Metrics;

namespace SiameseSweep.Core.Pruners;

/// <summary>Helpers of pruners: series in which lower is better, and the decision's event.</summary>
internal static class PrunerMath
{
    /// <summary>The finite values in order, negated where the goal is to maximize, so that lower is better.</summary>
    public static double[] Scores(MetricSeries series, MetricSpec metric) => [.. series.Values.Where(double.IsFinite).Select(metric.Cost)];

    /// <summary>
    /// The finite value of a place from 1, lower is better; null when the series is shorter. Makes no copy: it is asked of every
    /// peer at every report.
    /// </summary>
    public static double? ScoreAt(MetricSeries series, MetricSpec metric, int place)
    {
        foreach (double value in series.Values)
        {
            if (double.IsFinite(value) && --place == 0)
            {
                return metric.Cost(value);
            }
        }

        return null;
    }

    /// <summary>A decision about a run at a band.</summary>
    /// <param name="type">The pruner's type.</param>
    /// <param name="metric">For the sign and the name.</param>
    /// <param name="prune">Whether the run ends.</param>
    /// <param name="band">Values logged when it was judged by, from 1.</param>
    /// <param name="score">The run's, lower is better.</param>
    /// <param name="threshold">What it had to keep up with, lower is better.</param>
    /// <param name="peers">Runs compared with, itself included.</param>
    public static PruneDecision Decide(string type, MetricSpec metric, bool prune, int band, double score, double threshold, int peers)
    {
        double value = metric.Cost(score), limit = metric.Cost(threshold);
        string verdict = prune ? "is worse than" : "keeps up with";
        string reason = string.Create(
            CultureInfo.InvariantCulture,
            $"{metric.Name} {value:G6} {verdict} the threshold {limit:G6} of {peers} {(peers == 1 ? "run" : "runs")} at epoch {band} "
                + $"({type})."
        );
        return new PruneDecision(new PruneJudged(type, band, Finite(value), Finite(limit), peers, prune), reason);

        static double? Finite(double number) => double.IsFinite(number) ? number : null; // JSON has no NaN
    }
}
