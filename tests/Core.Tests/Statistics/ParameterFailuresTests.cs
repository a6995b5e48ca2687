using SiameseSweep.Core.Losses;
using SiameseSweep.Core.Metrics;
using SiameseSweep.Core.Results;
using SiameseSweep.Core.Runs;
using SiameseSweep.Core.Statistics;
using SiameseSweep.Core.Sweeps;
using SiameseSweep.Core.Tests.Sweeps;

namespace SiameseSweep.Core.Tests.Statistics;

public sealed class ParameterFailuresTests
{
    private static readonly SweepDefinition Sweep = Yaml.Accept(
        Yaml.Of(
            "loss: {values: [contrastive, softmax]}, margin: {min: 1.0, max: 2.0}, "
                + "lr: {distribution: log_uniform_values, min: 1e-5, max: 1e-1}"
        ));

    [Fact]
    public void Every_value_of_a_word_tells_how_many_of_its_runs_failed()
    {
        Ranking ranking = RankedTrials.Of(
        [
            (new RunConfiguration(), 0.2), (new RunConfiguration(), double.NaN), (new RunConfiguration(), 0.3),
            (new RunConfiguration { Loss = LossKind.Softmax, Margin = null }, double.NaN),
        ]);

        ParameterFailures loss = ParameterFailures.Of(Sweep.Space, ranking).Single(p => p.Parameter == "loss");

        Assert.Equal([new FailureRate("contrastive", 3, 1), new FailureRate("softmax", 1, 1)], loss.Values);
        Assert.Equal([1.0 / 3, 1], loss.Values.Select(v => v.Rate));
    }

    [Fact]
    public void A_number_is_cut_where_draws_fall_alike_and_failures_show_where_they_are()
    {
        Ranking ranking = RankedTrials.Drawn(Sweep, 200, c => c.LearningRate > 1e-2 ? double.NaN : 0.5);

        ParameterFailures rate = ParameterFailures.Of(Sweep.Space, ranking).Single(p => p.Parameter == "learning_rate");

        Assert.Equal(5, rate.Values.Count);
        Assert.Equal(200, rate.Values.Sum(v => v.Runs));
        Assert.Equal([0, 0, 0], rate.Values.Take(3).Select(v => v.Failed));
        Assert.Equal(1, rate.Values[^1].Rate);
        Assert.Equal(ranking.Trials.Count(t => t.Configuration.LearningRate > 1e-2), rate.Values.Sum(v => v.Failed));
        Assert.All(rate.Values, v => Assert.Contains(" – ", v.Value, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(8, 8)]
    [InlineData(9, 5)]
    public void A_number_of_up_to_eight_values_has_a_rate_for_each_and_of_more_a_rate_for_each_fifth(int values, int rates)
    {
        SweepDefinition sweep = Yaml.Accept(Yaml.Of($"margin: {{distribution: q_uniform, min: 1, max: {values}, q: 1}}"));
        Ranking ranking = RankedTrials.Of(
            Enumerable.Range(1, values).Select(margin => (new RunConfiguration { Margin = margin }, margin == values ? double.NaN : 0.5)));

        ParameterFailures margin = ParameterFailures.Of(sweep.Space, ranking).Single();

        Assert.Equal(rates, margin.Values.Count);
        Assert.Equal(values, margin.Values.Sum(v => v.Runs));
        Assert.Equal(1, margin.Values[^1].Failed);
        Assert.All(margin.Values.SkipLast(1), v => Assert.Equal(0, v.Failed));
    }

    [Fact]
    public void A_trial_under_which_a_parameter_does_not_matter_is_left_out_of_its_rates()
    {
        Ranking ranking = RankedTrials.Drawn(Sweep, 100, _ => 0.5);

        ParameterFailures margin = ParameterFailures.Of(Sweep.Space, ranking).Single(p => p.Parameter == "margin");

        Assert.Equal(ranking.Trials.Count(t => t.Configuration.Loss == LossKind.Contrastive), margin.Values.Sum(v => v.Runs));
    }

    [Fact]
    public void Runs_that_never_started_are_no_failures_and_hopeless_or_alarmed_ones_are()
    {
        RunConfiguration configuration = new();
        RunResult Run(int replicate, RunState state, bool hopeless, params double[] values) =>
            RunResult.Of(
                new MetricSpec(),
                new RunId("s", 0, replicate, 0),
                state,
                hopeless,
                [.. values.Select((v, i) => new EpochResult(i + 1, v, double.NaN))]);
        Ranking ranking = Ranker.Rank(
            new RankingInput(
                new MetricSpec(),
                [
                    new TrialEvidence(
                        new TrialResult(
                            0,
                            [
                                Run(0, RunState.Pruned, true, 0.5),
                                Run(1, RunState.Pruned, false),
                                Run(2, RunState.Running, false, 0.5),
                                Run(3, RunState.Finished, false, double.NaN),
                                Run(4, RunState.Finished, false, 0.5) with
                                {
                                    Alarm = RunAlarm.AtChance,
                                },
                                Run(5, RunState.Finished, false, 0.1),
                            ]),
                        configuration),
                ],
                [],
                (_, _) => new Dictionary<string, double>(),
                (_, _) => null));

        ParameterFailures loss = ParameterFailures.Of(Sweep.Space, ranking).Single(p => p.Parameter == "loss");

        Assert.Equal([new FailureRate("contrastive", 4, 3)], loss.Values);
    }
}
