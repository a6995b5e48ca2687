using FsCheck;
using FsCheck.Fluent;
using SiameseSweep.Core.Metrics;
using SiameseSweep.Core.Randomness;
using SiameseSweep.Core.Results;
using SiameseSweep.Core.Runs;
using SiameseSweep.Core.Statistics;
using SiameseSweep.Core.Sweeps;
using SiameseSweep.TestKit;

namespace SiameseSweep.Core.Tests.Statistics;

public sealed class RankerTests
{
    private static readonly IReadOnlyDictionary<string, double> NoMetrics = new Dictionary<string, double>();

    [Fact]
    public void Failed_and_non_finite_runs_are_never_best_and_never_missing_whatever_the_values() =>
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(500), Prop.ForAll(AnyTrials(), (TrialEvidence[] trials) =>
        {
            Ranking ranking = Ranker.Rank(Input(trials));

                    Assert.Equal(trials.Select(t => t.Result.Trial).Order(), ranking.Trials.Select(t => t.Trial).Order());
                    double[] ranked = [.. ranking.Trials.Where(t => t.Rank is not null).Select(t => t.Value)];
                    Assert.All(ranked, v => Assert.True(double.IsFinite(v)));
                    Assert.Equal(ranked.Order(), ranked);
                    Assert.All(ranking.Trials.Skip(ranked.Length), t => Assert.True(t.Rank is null && double.IsNaN(t.Value)));
                    Assert.All(ranking.Trials.Where(t => t.Runs.Any(r => r.State == RunState.Failed)), t => Assert.Null(t.Rank));
                    RunState? best = ranking
                        .Trials.SelectMany(t => t.Runs)
                        .Where(r => r.Run == ranking.BestRun)
                        .Select(r => (RunState?)r.State)
                        .FirstOrDefault();
                    Assert.NotEqual(RunState.Failed, best);
                    Assert.Equal(ranked.Length > 0, ranking.BestRun is not null);
                }));

    [Fact]
    public void A_trials_value_is_the_mean_of_its_runs_best_epochs()
    {
        Ranking ranking = Ranker.Rank(Input(
            Trial(0, Run(0, 0, RunState.Finished, 0.5, 0.2, 0.4), Run(0, 1, RunState.Finished, double.NaN, 0.4)),
            Trial(1, Run(1, 0, RunState.Finished, 0.1), Run(1, 1, RunState.Pruned, 0.3))));

        Assert.Equal([(1, 0.2), (0, 0.3)], ranking.Trials.Select(t => (t.Trial, Math.Round(t.Value, 12))));
        Assert.Equal([2, 2], ranking.Trials[1].Runs.Select(r => r.BestEpoch!.Value));
    }

    [Fact]
    public void When_more_is_better_the_highest_epoch_is_the_best_and_infinity_is_not()
    {
        MetricSpec auc = new() { Name = "validation.auc", Goal = MetricGoal.Maximize };
        Ranking ranking = Ranker.Rank(Input(
            auc,
            Trial(0, Run(auc, 0, 0, RunState.Finished, 0.7, 0.9, double.PositiveInfinity)),
            Trial(1, Run(auc, 1, 0, RunState.Finished, 0.95))));

        Assert.Equal([0.95, 0.9], ranking.Trials.Select(t => t.Value));
    }

    [Fact]
    public void A_hopeless_run_puts_its_trial_last_though_its_numbers_are_good()
    {
        RunResult hopeless = Run(0, 0, RunState.Pruned, 0.01) with { Lost = true };

        Ranking ranking = Ranker.Rank(
            Input(Trial(0, hopeless), Trial(1, Run(1, 0, RunState.Finished, 0.4)), Trial(2, Run(2, 0, RunState.Queued))));

        Assert.Equal([(1, (int?)1), (2, null), (0, null)], ranking.Trials.Select(t => (t.Trial, t.Rank)));
        Assert.Equal(new RunId("s", 1, 0, 0), ranking.BestRun);
    }

    [Fact]
    public void A_trial_with_a_run_that_collapsed_or_is_at_chance_is_ranked_and_counted_but_never_tied_with_the_best()
    {
        Ranking ranking = Ranker.Rank(
            Input(
                Trial(0, Run(0, 0, RunState.Finished, 0.3)),
                Trial(1, Run(1, 0, RunState.Finished, 0.3) with { Alarm = RunAlarm.AtChance }),
                Trial(2, Run(2, 0, RunState.Finished, 0.3)),
                Trial(
                    3,
                    Run(3, 0, RunState.Finished, 0.3) with
                    {
                        Alarm = RunAlarm.AtChance,
                    },
                    Run(3, 1, RunState.Finished, 0.3) with
                    {
                        Alarm = RunAlarm.Collapsed,
                    })));

        Assert.Equal([1, 2, 3, 4], ranking.Trials.Select(t => t.Rank));
        Assert.Equal([false, false, true, false], ranking.Trials.Select(t => t.TiedWithBest));
        Assert.Equal([null, RunAlarm.AtChance, null, RunAlarm.Collapsed], ranking.Trials.Select(t => t.Alarm));
        Assert.Equal((1, 2), (ranking.CountAlarmed(RunAlarm.Collapsed), ranking.CountAlarmed(RunAlarm.AtChance)));
    }

    [Fact]
    public void Beyond_a_hundred_trials_a_trial_with_an_alarm_is_not_tied_either()
    {
        Ranking ranking = Ranker.Rank(
            Input([
                .. Enumerable.Range(0, 101).Select(i => Trial(i, Run(i, 0, RunState.Finished, 0.1))),
                Trial(101, Run(101, 0, RunState.Finished, 0.1) with { Alarm = RunAlarm.Collapsed }),
            ]));

        Assert.Equal([true, false], ranking.Trials.Skip(100).Select(t => t.TiedWithBest));
    }

    [Fact]
    public void A_best_trial_with_an_alarm_is_warned_of_first()
    {
        Ranking ranking = Ranker.Rank(
            Input(Trial(0, Run(0, 0, RunState.Finished, 0.1) with { Alarm = RunAlarm.Collapsed }, Run(0, 1, RunState.Finished, 0.1))));

        Assert.Equal("1 of the best trial's 2 runs collapsed.", ranking.Warnings[0]);
    }

    [Fact]
    public void The_best_run_is_the_one_nearest_its_trials_mean()
    {
        Ranking ranking = Ranker.Rank(Input(Trial(
            0, Run(0, 0, RunState.Finished, 0.01), Run(0, 1, RunState.Finished, 0.22), Run(0, 2, RunState.Finished, 0.4))));

        Assert.Equal(new RunId("s", 0, 1, 0), ranking.BestRun);
    }

    [Fact]
    public void Trials_whose_difference_from_the_best_may_be_chance_are_tied_and_others_are_not()
    {
        Ranking ranking = Ranker.Rank(Input(
            Trial(0, [.. Enumerable.Range(0, 8).Select(i => Run(0, i, RunState.Finished, 0.10 + (0.01 * i)))]),
            Trial(1, [.. Enumerable.Range(0, 8).Select(i => Run(1, i, RunState.Finished, 0.11 + (0.01 * i)))]),
            Trial(2, [.. Enumerable.Range(0, 8).Select(i => Run(2, i, RunState.Finished, 0.40 + (0.01 * i)))])));

        Assert.Equal([false, true, false], ranking.Trials.Select(t => t.TiedWithBest));
        Assert.All(ranking.Trials, t => Assert.InRange(t.Value, t.Low, t.High));
        Assert.Contains("1 other trial is statistically indistinguishable from the best (95 %).", ranking.Warnings);
    }

    [Fact]
    public void One_run_without_pairs_has_no_interval_and_every_trial_is_tied()
    {
        Ranking ranking = Ranker.Rank(Input(Trial(0, Run(0, 0, RunState.Finished, 0.1)), Trial(1, Run(1, 0, RunState.Finished, 0.9))));

        Assert.True(double.IsNaN(ranking.Trials[0].Low));
        Assert.Equal([false, true], ranking.Trials.Select(t => t.TiedWithBest));
        Assert.Contains(
            ranking.Warnings,
            w => w.StartsWith("Each trial has only one run, so the ranking reflects luck", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    public void One_run_on_two_people_has_no_interval_and_every_trial_is_tied_and_on_three_it_has_one(int people)
    {
        double[] scores = [0.1, 0.9];
        IdentityBootstrap? Scores(RunId run) => IdentityBootstrap.Compute(Blurred(people, scores[run.Trial]), MeasureCatalog.Eer);
        RankingInput input = Input([.. scores.Select((score, i) => Trial(i, Run(i, 0, RunState.Finished, score)))]) with
        {
            Scores = (run, _) => Scores(run),
        };

        Ranking ranking = Ranker.Rank(input);

        Assert.All(ranking.Trials, t => Assert.Equal(people > 2, double.IsFinite(t.Low) && double.IsFinite(t.High)));
        Assert.Equal(people < 3, ranking.Trials[1].TiedWithBest);
    }

    [Fact]
    public void The_interval_of_runs_is_the_binomial_one_where_every_run_scores_nought_or_one()
    {
        // The mean of ten draws of five noughts and five ones is binomial: P(at most 0.1) = 0.0107 and P(at most 0.2) = 0.0547 lie
        // well on either side of 0.025.
        Ranking ranking = Ranker.Rank(Input(Trial(0, [.. Enumerable.Range(0, 10).Select(i => Run(0, i, RunState.Finished, i % 2))])));

        Assert.Equal((0.2, 0.8), (ranking.Trials[0].Low, ranking.Trials[0].High));
    }

    [Fact]
    public void Two_runs_without_pairs_have_an_interval_from_the_one_to_the_other()
    {
        Ranking ranking = Ranker.Rank(Input(Trial(0, Run(0, 0, RunState.Finished, 0.1), Run(0, 1, RunState.Finished, 0.3))));

        Assert.Equal((0.1, 0.3), (ranking.Trials[0].Low, ranking.Trials[0].High)); // each end has a quarter of the draws
    }

    [Fact]
    public void The_interval_of_one_run_leaves_out_a_fortieth_of_the_draws_of_people_at_either_end()
    {
        IdentityBootstrap scores = IdentityBootstrap.Compute(Noisy(12, 3), MeasureCatalog.Auc)!;
        double[] draws = [.. Enumerable.Range(0, IdentityBootstrap.Draws).Select(draw => scores[draw]).Order()];
        Assert.Equal(4, new[] { draws[11], draws[12], draws[13], draws[14] }.Distinct().Count()); // so that the place can be told

        RankedTrial trial = Ranker
            .Rank(Input(Trial(0, Run(0, 0, RunState.Finished, draws[250]))) with { Scores = (_, _) => scores })
            .Trials[0];

        // Hyndman and Fan's types 1 and 3 both have the 13th of 500 below, and the 13th from above.
        Assert.Equal((draws[12], draws[^13]), (trial.Low, trial.High));
    }

    [Fact]
    public void A_trial_with_the_very_scores_of_the_best_is_tied_with_it()
    {
        IdentityBootstrap scores = IdentityBootstrap.Compute(Noisy(12, 3), MeasureCatalog.Auc)!;

        Ranking ranking = Ranker.Rank(
            Input(Trial(0, Run(0, 0, RunState.Finished, 0.8)), Trial(1, Run(1, 0, RunState.Finished, 0.8))) with
            {
                Scores = (_, _) => scores,
            });

        Assert.Equal([false, true], ranking.Trials.Select(t => t.TiedWithBest)); // the difference is nought in every draw
    }

    [Fact]
    public void Beyond_a_hundred_trials_one_is_tied_when_its_value_lies_in_the_best_ones_interval()
    {
        TrialEvidence Spread(int number, double value, double spread) =>
            Trial(number, Run(number, 0, RunState.Finished, value - spread), Run(number, 1, RunState.Finished, value + spread));
        Ranking ranking = Ranker.Rank(
            Input([
                Spread(0, 0.2, 0.1),
                .. Enumerable.Range(1, 99).Select(i => Spread(i, 0.25, 0.01)),
                Spread(100, 0.29, 0.01),
                Spread(101, 0.31, 0.01),
            ]));

        Assert.Equal((0.1, 0.3), (Math.Round(ranking.Trials[0].Low, 12), Math.Round(ranking.Trials[0].High, 12)));
        Assert.Equal([100, 101], ranking.Trials.Skip(100).Select(t => t.Trial));
        Assert.Equal([true, false], ranking.Trials.Skip(100).Select(t => t.TiedWithBest));
        Assert.True(double.IsNaN(ranking.Trials[100].Low));
    }

    [Fact]
    public void Beyond_a_hundred_trials_all_are_tied_when_the_best_one_has_no_interval()
    {
        Ranking ranking = Ranker.Rank(
            Input([
                .. Enumerable
                    .Range(0, 102)
                    .Select(i =>
                        Trial(i, [.. Enumerable.Range(0, i == 0 ? 1 : 2).Select(run => Run(i, run, RunState.Finished, 0.001 * (i + run)))])
                    ),
            ]));

        Assert.Equal([false, .. Enumerable.Repeat(true, 101)], ranking.Trials.Select(t => t.TiedWithBest));
    }

    [Fact]
    public void A_best_trial_that_does_not_beat_a_baseline_says_so_first()
    {
        RankingInput input = Input(Trial(0, Run(0, 0, RunState.Finished, 0.12)), Trial(1, Run(1, 0, RunState.Finished, 0.2))) with
        {
            Baselines =
            [
                new BaselineEvidence(
                    new RunId("s", 0, 0, 0),
                    "pixels",
                    new Dictionary<string, double> { ["validation.eer"] = 0.05, ["test.eer"] = 0.06 }),
                new BaselineEvidence(
                    new RunId("s", 1, 0, 0),
                    "pixels",
                    new Dictionary<string, double> { ["validation.eer"] = 0.07, ["test.eer"] = 0.08 }),
                new BaselineEvidence(new RunId("s", 0, 0, 0), "untrained", new Dictionary<string, double> { ["validation.eer"] = 0.4 }),
            ],
        };

        Ranking ranking = Ranker.Rank(input);

        Assert.StartsWith(
            "The best trial (validation.eer 0.12) does no better than plain pixel distance (0.05 on the same pairs)",
            ranking.Warnings[0],
            StringComparison.Ordinal);
        Assert.DoesNotContain(ranking.Warnings, w => w.Contains("untrained", StringComparison.Ordinal));
        Assert.Equal(["pixels", "untrained"], ranking.Baselines.Select(b => b.Method));
        Assert.Equal(0.06, ranking.Baselines[0].Value, 12);
        Assert.Equal(0.07, ranking.Baselines[0].Test["test.eer"], 12);
    }

    [Fact]
    public void A_best_trial_that_beats_a_baseline_where_it_was_chosen_but_not_on_the_test_people_says_so()
    {
        RankingInput input = Input(Trial(0, Run(0, 0, RunState.Finished, 0.08))) with
        {
            TestMetrics = (_, _) => new Dictionary<string, double> { ["test.eer"] = 0.22 },
            Baselines =
            [
                new BaselineEvidence(
                    new RunId("s", 0, 0, 0),
                    "pixels",
                    new Dictionary<string, double> { ["validation.eer"] = 0.12, ["test.eer"] = 0.0074 }),
                new BaselineEvidence(
                    new RunId("s", 0, 0, 0),
                    "untrained",
                    new Dictionary<string, double> { ["validation.eer"] = 0.4, ["test.eer"] = 0.33 }),
            ],
        };

        Assert.Equal(
            "On the held-out test people the best trial (test.eer 0.22) does no better than plain pixel distance (0.0074 on the same pairs).",
            Ranker.Rank(input).Warnings[0]);
    }

    [Fact]
    public void Choosing_on_test_people_or_by_a_loss_that_differs_in_kind_is_warned_of()
    {
        TrialEvidence other = Trial(1, Run(1, 0, RunState.Finished, 0.2)) with { Configuration = new RunConfiguration { Margin = 1 } };

        Ranking test = Ranker.Rank(Input(new MetricSpec { Name = "test.eer" }, Trial(0, Run(0, 0, RunState.Finished, 0.1))));
        Ranking loss = Ranker.Rank(Input(new MetricSpec { Name = "validation.loss" }, Trial(0, Run(0, 0, RunState.Finished, 0.1)), other));

        Assert.Contains(test.Warnings, w => w.StartsWith("Trials are selected by test.eer", StringComparison.Ordinal));
        Assert.Contains(
            "validation.loss is not comparable across losses and their parameters; select by validation.eer or validation.auc instead.",
            loss.Warnings);
        Ranking oneKind = Ranker.Rank(
            Input(
                new MetricSpec { Name = "validation.loss" },
                Trial(0, Run(0, 0, RunState.Finished, 0.1)),
                Trial(1, Run(1, 0, RunState.Finished, 0.2))));
        Ranking byError = Ranker.Rank(Input(Trial(0, Run(0, 0, RunState.Finished, 0.1)), other));
        Assert.All(
            [oneKind, byError],
            ranking =>
                Assert.DoesNotContain(
                    ranking.Warnings,
                    w => w.Contains("comparable", StringComparison.Ordinal) || w.StartsWith("Trials are chosen", StringComparison.Ordinal))
        );
    }

    [Fact]
    public void A_best_trial_with_runs_missing_and_trials_with_failed_runs_are_named()
    {
        Ranking ranking = Ranker.Rank(Input(
            Trial(0, Run(0, 0, RunState.Finished, 0.1), Run(0, 1, RunState.Running)),
            Trial(1, Run(1, 0, RunState.Failed, 0.05), Run(1, 1, RunState.Finished, 0.05))));

        Assert.Contains("The best trial's value rests on 1 of its 2 runs.", ranking.Warnings);
        Assert.Contains("1 trial with failed runs is ranked last, regardless of its other runs.", ranking.Warnings);
    }

    [Fact]
    public void Test_metrics_are_means_at_each_runs_best_epoch()
    {
        RankingInput input = Input(Trial(0, Run(0, 0, RunState.Finished, 0.3, 0.1), Run(0, 1, RunState.Finished, 0.2, 0.4))) with
        {
            TestMetrics = (run, epoch) => new Dictionary<string, double> { ["test.auc"] = run.Replicate + (epoch / 10.0) },
        };

        Assert.Equal(0.65, Ranker.Rank(input).Trials[0].Test["test.auc"], 12); // replicate 0 at epoch 2, replicate 1 at epoch 1
    }

    private static Arbitrary<TrialEvidence[]> AnyTrials()
    {
        Gen<double> value = Gen.OneOf(
            Gen.Choose(0, 100).Select(i => i / 100.0), Gen.Elements(double.NaN, double.PositiveInfinity, double.NegativeInfinity));
        Gen<(RunState State, double[] Values)> run =
            from state in Gen.Elements(Enum.GetValues<RunState>())
            from count in Gen.Choose(0, 4)
            from values in value.ArrayOf(count)
            select (state, values);
        Gen<(RunState State, double[] Values)[]> runs = Gen.Choose(1, 3).SelectMany(n => run.ArrayOf(n));
        return Gen.Choose(0, 8).SelectMany(n => runs.ArrayOf(n)).Select(trials => trials
            .Select((t, i) => Trial(i, [.. t.Select((r, j) => Run(i, j, r.State, r.Values))])).ToArray()).ToArbitrary();
    }

    private static RankingInput Input(params TrialEvidence[] trials) => Input(new MetricSpec(), trials);

    private static RankingInput Input(MetricSpec metric, params TrialEvidence[] trials) =>
        new(metric, trials, [], (_, _) => NoMetrics, (_, _) => null);

    /// <summary>Scores in which same faces are nearer on the average, each with noise of its own.</summary>
    private static ScoredPairs Noisy(int people, int images)
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
    private static ScoredPairs Blurred(int people, double same)
    {
        string[] personOf = [.. Enumerable.Range(0, 2 * people).Select(i => $"p{i / 2}")];
        return new ScoredPairs(
            "book", personOf,
            [.. Enumerable.Range(0, personOf.Length).SelectMany(a => Enumerable.Range(a + 1, personOf.Length - a - 1)
                .Select(b => (float)(personOf[a] == personOf[b] ? same + (0.01 * a) : 0.5 + (0.01 * b))))],
            0.5);
    }

    private static TrialEvidence Trial(int number, params RunResult[] runs) => new(new TrialResult(number, runs), new RunConfiguration());

    private static RunResult Run(int trial, int replicate, RunState state, params double[] values) =>
        Run(new MetricSpec(), trial, replicate, state, values);

    private static RunResult Run(MetricSpec metric, int trial, int replicate, RunState state, params double[] values) =>
        RunResult.Of(
            metric,
            new RunId("s", trial, replicate, 0),
            state,
            false,
            [.. values.Select((v, i) => new EpochResult(i + 1, v, double.NaN))]);
}
