using SiameseSweep.Core.Runs;
using SiameseSweep.Core.Sweeps;

namespace SiameseSweep.Core.Statistics;

/// <summary>
/// Orders a sweep's trials.
/// <list type="bullet">
/// <item>A run's value is the sweep's metric at its best epoch; a value that is not finite is never best. Runs that were pruned or
/// stopped count by the best epoch they had, and so do running ones.</item>
/// <item>A trial's value is the mean over its runs that have one. A trial with a run that failed, is hopeless (collapsed or at chance),
/// or ended with nothing but non-finite values has none: it stands last, without a rank, and is never the best.</item>
/// <item>The 95 % interval is the percentile interval of a bootstrap over the trial's runs and, where the metric comes from
/// pairs, over the people (<see cref="IdentityBootstrap"/>). A trial is tied with the best when the interval of their difference
/// holds 0, or when nothing can be told because there is one run and no pairs of three people or more.</item>
/// <item>Intervals are worked out for the 100 best trials; a later one is tied when its value lies in the best one's interval.</item>
/// </list>
/// </summary>
public static class Ranker
{
    private const int MostIntervals = 100;

    /// <summary>Makes the ranking. The same input gives the same ranking.</summary>
    public static Ranking Rank(RankingInput input)
    {
        MetricSpec metric = input.Metric;
        List<(TrialEvidence Trial, List<RankedRun> Runs, double Value, bool Failed)> judged = [.. input.Trials.Select(t => Judge(t, metric))];
        judged.Sort((a, b) => Compare(metric, a.Value, b.Value, a.Failed, b.Failed) is var order and not 0 ? order : a.Trial.Trial.CompareTo(b.Trial.Trial));

        List<RankedTrial> trials = [];
        TrialBootstrap? best = null;
        foreach ((TrialEvidence trial, List<RankedRun> runs, double value, bool _) in judged)
        {
            bool ranked = double.IsFinite(value);
            TrialBootstrap? own = ranked && trials.Count < MostIntervals ? TrialBootstrap.Compute(trial.Trial, Valued(runs), input.Scores) : null;
            bool first = trials.Count == 0;
            best = first ? own : best;
            (double low, double high) = own?.Interval(value) ?? (double.NaN, double.NaN);
            bool tied = ranked && !first && (trials.Count < MostIntervals
                ? own is null || best is null || own.CannotBeToldFrom(best)
                : !double.IsFinite(trials[0].Low) || (value >= trials[0].Low && value <= trials[0].High));
            trials.Add(new RankedTrial(
                ranked ? trials.Count + 1 : null, trial.Trial, trial.Configuration, value, low, high, tied, runs, ranked ? Test(runs, input) : Nothing));
        }

        List<RankedBaseline> baselines = Baselines(input);
        RunId? bestRun = trials is [{ Rank: 1 } top, ..] ? Valued(top.Runs).MinBy(r => Math.Abs(r.Value - top.Value))!.Run : null;
        return new Ranking(metric, trials, baselines, bestRun, RankingWarnings.For(input, trials));
    }

    /// <summary>The epoch with the best finite value, the earliest of equals; null when there is none.</summary>
    public static int? BestEpoch(MetricSpec metric, IEnumerable<(int Epoch, double Value)> values)
    {
        (int Epoch, double Value)? best = null;
        foreach ((int epoch, double value) in values)
        {
            if (metric.IsBetter(value, best?.Value ?? double.NaN) || (best is { } known && value == known.Value && epoch < known.Epoch))
            {
                best = (epoch, value);
            }
        }

        return best?.Epoch;
    }

    private static readonly IReadOnlyDictionary<string, double> Nothing = new Dictionary<string, double>();

    private static (TrialEvidence Trial, List<RankedRun> Runs, double Value, bool Failed) Judge(TrialEvidence trial, MetricSpec metric)
    {
        bool failed = false;
        List<RankedRun> runs = [];
        foreach (RunEvidence run in trial.Runs)
        {
            int? epoch = BestEpoch(metric, run.Values);
            bool lost = run.State == RunState.Failed || run.Hopeless || (run.State.IsFinal() && run.Values.Count > 0 && epoch is null);
            failed |= lost;
            runs.Add(new RankedRun(run.Run, run.State, epoch, lost || epoch is null ? double.NaN : run.Values.First(v => v.Epoch == epoch).Value) { Lost = lost });
        }

        List<RankedRun> valued = Valued(runs);
        return (trial, runs, failed || valued.Count == 0 ? double.NaN : valued.Average(r => r.Value), failed);
    }

    /// <summary>Best first; no value later; failed last.</summary>
    private static int Compare(MetricSpec metric, double a, double b, bool aFailed, bool bFailed) =>
        aFailed != bFailed ? aFailed.CompareTo(bFailed) : metric.IsBetter(a, b) ? -1 : metric.IsBetter(b, a) ? 1 : 0;

    private static List<RankedRun> Valued(IReadOnlyList<RankedRun> runs) => [.. runs.Where(r => double.IsFinite(r.Value))];

    private static Dictionary<string, double> Test(List<RankedRun> runs, RankingInput input) =>
        Means(Valued(runs).Select(run => input.TestMetrics(run.Run, run.BestEpoch!.Value)));

    private static List<RankedBaseline> Baselines(RankingInput input) =>
    [
        .. input.Baselines.GroupBy(b => b.Method).OrderBy(g => g.Key, StringComparer.Ordinal).Select(group =>
        {
            Dictionary<string, double> means = Means(group.Select(b => b.Metrics));
            return new RankedBaseline(
                group.Key, means.GetValueOrDefault(input.Metric.Name, double.NaN),
                means.Where(m => m.Key.StartsWith("test.", StringComparison.Ordinal)).ToDictionary());
        }),
    ];

    private static Dictionary<string, double> Means(IEnumerable<IReadOnlyDictionary<string, double>> metrics) =>
        metrics.SelectMany(m => m).GroupBy(m => m.Key).OrderBy(g => g.Key, StringComparer.Ordinal).ToDictionary(g => g.Key, g => g.Average(m => m.Value));
}
