using SiameseSweep.Core.Metrics;
using SiameseSweep.Core.Results;
using SiameseSweep.Core.Runs;

namespace SiameseSweep.Core.Statistics;

/// <summary>
/// Orders a sweep's trials.
/// <list type="bullet">
/// <item>The order is by value (<see cref="TrialResult"/>). Trials without one, and after them those that lost a run, stand last,
/// without a rank.</item>
/// <item>The 95 % interval is the percentile interval of a bootstrap over the trial's runs and, where the metric comes from
/// pairs, over the people (<see cref="IdentityBootstrap"/>). A trial is tied with the best when the interval of their difference
/// holds 0, or when nothing can be told because there is one run and no pairs of three people or more; never when an alarm stands against
/// one of its runs.</item>
/// <item>Intervals are worked out for the 100 best trials; a later one is tied when its value lies in the best one's interval.</item>
/// </list>
/// </summary>
public static class Ranker
{
    private const int MostIntervals = 100;

    /// <summary>Makes the ranking. The same input gives the same ranking.</summary>
    public static Ranking Rank(RankingInput input)
    {
        TrialEvidence[] ordered = [.. input.Trials.OrderBy(t => t.Result, TrialResult.Order(input.Metric))];
        List<RankedTrial> trials = [];
        TrialBootstrap? best = null;
        foreach (TrialEvidence trial in ordered)
        {
            TrialResult result = trial.Result;
            bool ranked = double.IsFinite(result.Value);
            TrialBootstrap? own =
                ranked && trials.Count < MostIntervals ? TrialBootstrap.Compute(result.Trial, result.Valued, input.Scores) : null;
            bool first = trials.Count == 0;
            best = first ? own : best;
            (double low, double high) = own?.Interval(result.Value) ?? (double.NaN, double.NaN);
            bool tied =
                ranked
                && !first
                && result.Alarm is null
                && (
                    trials.Count < MostIntervals
                        ? own is null || best is null || own.CannotBeToldFrom(best)
                        : !double.IsFinite(trials[0].Low) || (result.Value >= trials[0].Low && result.Value <= trials[0].High));
            trials.Add(
                new RankedTrial(
                    ranked ? trials.Count + 1 : null,
                    result,
                    trial.Configuration,
                    low,
                    high,
                    tied,
                    ranked ? Test(result, input) : Nothing));
        }

        List<RankedBaseline> baselines = Baselines(input);
        RunId? bestRun = trials is [{ Rank: 1 } top, ..] ? NearestMean(top.Result) : null;
        return new Ranking(input.Metric, trials, baselines, bestRun, RankingWarnings.For(input, trials))
        {
            Refit = input.Refit is { } refit ? Of(refit, input) : null,
        };
    }

    private static RankedRefit Of(RefitEvidence refit, RankingInput input)
    {
        TrialResult result = refit.Result;
        bool valued = double.IsFinite(result.Value);
        (double low, double high) =
            (valued ? TrialBootstrap.Compute(result.Trial, result.Valued, input.TestScores) : null)?.Interval(result.Value)
            ?? (double.NaN, double.NaN);
        return new RankedRefit(
            result, refit.Terms, input.Metric.OnTest().Name, low, high, valued ? Test(result, input) : Nothing,
            valued && result.Ended ? NearestMean(result) : null);
    }

    private static RunId NearestMean(TrialResult trial) => trial.Valued.MinBy(r => Math.Abs(r.Value - trial.Value))!.Run;

    private static readonly IReadOnlyDictionary<string, double> Nothing = new Dictionary<string, double>();

    private static Dictionary<string, double> Test(TrialResult trial, RankingInput input) =>
        Means(trial.Valued.Select(run => input.TestMetrics(run.Run, run.BestEpoch!.Value)));

    private static List<RankedBaseline> Baselines(RankingInput input) =>
    [
        .. input.Baselines.GroupBy(b => b.Method).OrderBy(g => g.Key, StringComparer.Ordinal).Select(group =>
        {
            Dictionary<string, double> means = Means(group.Select(b => b.Metrics));
            return new RankedBaseline(
                group.Key, means.GetValueOrDefault(input.Metric.Name, double.NaN),
                means.Where(m => MetricName.Find(m.Key)?.IsTest == true).ToDictionary());
        }),
    ];

    private static Dictionary<string, double> Means(IEnumerable<IReadOnlyDictionary<string, double>> metrics) =>
        metrics.SelectMany(m => m)
            .GroupBy(m => m.Key)
            .OrderBy(g => g.Key, StringComparer.Ordinal)
            .ToDictionary(g => g.Key, g => g.Average(m => m.Value));
}
