using FsCheck.Fluent;
using SiameseSweep.Core.Metrics;
using SiameseSweep.Core.Results;
using SiameseSweep.Core.Runs;
using SiameseSweep.Core.Statistics;
using static SiameseSweep.Core.Tests.Statistics.RankingEvidence;

namespace SiameseSweep.Core.Tests.Statistics;

/// <summary>Intervals of trials, and which trials are tied with the best.</summary>
public sealed class RankingTiesTests
{
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

        RankedTrial trial = Ranker.Rank(Input(Trial(0, Run(0, 0, RunState.Finished, draws[250]))) with { Scores = (_, _) => scores })
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
                .. Enumerable.Range(0, 102)
                    .Select(i =>
                        Trial(i, [.. Enumerable.Range(0, i == 0 ? 1 : 2).Select(run => Run(i, run, RunState.Finished, 0.001 * (i + run)))])
                    ),
            ]));

        Assert.Equal([false, .. Enumerable.Repeat(true, 101)], ranking.Trials.Select(t => t.TiedWithBest));
    }
}
