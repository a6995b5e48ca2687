using SiameseSweep.Core.Metrics;
using SiameseSweep.Core.Results;
using SiameseSweep.Core.Runs;
using SiameseSweep.Core.Samplers;
using SiameseSweep.Core.Statistics;
using SiameseSweep.Core.Sweeps;

namespace SiameseSweep.Core.Tests.Statistics;

/// <summary>Rankings of trials drawn from a sweep file, for what is computed from rankings.</summary>
internal static class RankedTrials
{
    /// <summary>A ranking of one run a trial; a value that is not finite makes the run a failed one.</summary>
    public static Ranking Of(IEnumerable<(RunConfiguration Configuration, double Value)> trials) =>
        Ranker.Rank(
            new RankingInput(
                new MetricSpec(),
                [
                    .. trials.Select(
                        (t, i) =>
                            new TrialEvidence(
                                new TrialResult(
                                    i,
                                    [
                                        RunResult.Of(
                                            new MetricSpec(),
                                            new RunId("s", i, 0, 0),
                                            double.IsFinite(t.Value) ? RunState.Finished : RunState.Failed,
                                            false,
                                            [new EpochResult(1, t.Value, double.NaN)]),
                                    ]),
                                t.Configuration)),
                ],
                [],
                (_, _) => new Dictionary<string, double>(),
                (_, _) => null));

    /// <summary>Random draws of a sweep, each with its value.</summary>
    public static Ranking Drawn(SweepDefinition sweep, int count, Func<RunConfiguration, double> value) =>
        Of(
            Enumerable.Range(0, count)
                .Select(i => new RandomSampler().Propose(new SamplingContext(sweep, i, []))!.Configuration)
                .Select(c => (c, value(c))));
}
