using FsCheck.Fluent;
using SiameseSweep.Core.Metrics;
using SiameseSweep.Core.Results;
using SiameseSweep.Core.Runs;
using SiameseSweep.Core.Statistics;
using SiameseSweep.Core.Sweeps;
using static SiameseSweep.Core.Tests.Statistics.RankingEvidence;

namespace SiameseSweep.Core.Tests.Statistics;

public sealed class RankingWarningsTests
{
    [Fact]
    public void A_best_trial_with_an_alarm_is_warned_of_first()
    {
        Ranking ranking = Ranker.Rank(
            Input(Trial(0, Run(0, 0, RunState.Finished, 0.1) with { Alarm = RunAlarm.Collapsed }, Run(0, 1, RunState.Finished, 0.1))));

        Assert.Equal("1 of the best trial's 2 runs collapsed.", ranking.Warnings[0]);
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
            "On the test people the best trial (test.eer 0.22) does no better than plain pixel distance (0.0074 on the same "
                + "pairs).",
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
}
