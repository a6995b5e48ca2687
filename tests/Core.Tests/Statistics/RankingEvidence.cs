using FsCheck.Fluent;
using SiameseSweep.Core.Metrics;
using SiameseSweep.Core.Randomness;
using SiameseSweep.Core.Results;
using SiameseSweep.Core.Runs;
using SiameseSweep.Core.Statistics;
using SiameseSweep.Core.Sweeps;
using SiameseSweep.TestKit;

namespace SiameseSweep.Core.Tests.Statistics;

/// <summary>Trials and scores made up for a ranking.</summary>
internal static class RankingEvidence
{
    private static readonly IReadOnlyDictionary<string, double> NoMetrics = new Dictionary<string, double>();

    public static RankingInput Input(params TrialEvidence[] trials) => Input(new MetricSpec(), trials);

    public static RankingInput Input(MetricSpec metric, params TrialEvidence[] trials) =>
        new(metric, trials, [], (_, _) => NoMetrics, (_, _) => null);

    /// <summary>Scores in which same faces are nearer on the average, each with noise of its own.</summary>
    public static ScoredPairs Noisy(int people, int images)
    {
        KeyedRandom random = KeyedRandom.For(5, RandomUse.Preview);
        string[] personOf = [.. Enumerable.Range(0, people * images).Select(i => $"p{i / images}")];
        return new ScoredPairs(
            "book", personOf,
            [.. Enumerable.Range(0, personOf.Length).SelectMany(a => Enumerable.Range(a + 1, personOf.Length - a - 1)
                .Select(b => (float)((personOf[a] == personOf[b] ? 1 : 2) + random.NextGaussian())))],
            1.5);
    }

    /// <summary>
    /// Two images a person; same faces are as far apart as <paramref name="same"/>, different ones at 0.5 and a little more by
    /// person.
    /// </summary>
    public static ScoredPairs Blurred(int people, double same)
    {
        string[] personOf = [.. Enumerable.Range(0, 2 * people).Select(i => $"p{i / 2}")];
        return new ScoredPairs(
            "book", personOf,
            [.. Enumerable.Range(0, personOf.Length).SelectMany(a => Enumerable.Range(a + 1, personOf.Length - a - 1)
                .Select(b => (float)(personOf[a] == personOf[b] ? same + (0.01 * a) : 0.5 + (0.01 * b))))],
            0.5);
    }

    public static TrialEvidence Trial(int number, params RunResult[] runs) => new(new TrialResult(number, runs), new RunConfiguration());

    public static RunResult Run(int trial, int replicate, RunState state, params double[] values) =>
        Run(new MetricSpec(), trial, replicate, state, values);

    public static RunResult Run(MetricSpec metric, int trial, int replicate, RunState state, params double[] values) =>
        RunResult.Of(
            metric,
            new RunId("s", trial, replicate, 0),
            state,
            false,
            [.. values.Select((v, i) => new EpochResult(i + 1, v, double.NaN))]);
}
