using FsCheck;
using FsCheck.Fluent;
using SiameseSweep.Core.Metrics;
using SiameseSweep.Core.Results;
using SiameseSweep.Core.Runs;
using SiameseSweep.Core.Statistics;
using static SiameseSweep.Core.Tests.Statistics.RankingEvidence;

namespace SiameseSweep.Core.Tests.Statistics;

public sealed class RankerTests
{
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
                    RunState? best = ranking.Trials.SelectMany(t => t.Runs)
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
    public void The_best_run_is_the_one_nearest_its_trials_mean()
    {
        Ranking ranking = Ranker.Rank(Input(Trial(
            0, Run(0, 0, RunState.Finished, 0.01), Run(0, 1, RunState.Finished, 0.22), Run(0, 2, RunState.Finished, 0.4))));

        Assert.Equal(new RunId("s", 0, 1, 0), ranking.BestRun);
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
}
