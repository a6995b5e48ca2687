using SiameseSweep.Core.SweepFiles.Plans;

namespace SiameseSweep.Core.Tests.Sweeps;

public sealed class SweepPlanTests
{
    [Fact]
    public void The_contracts_example_is_twenty_trials_of_three_runs_and_ten_steps_an_epoch()
    {
        SweepPlan plan = SweepPlan.For(Yaml.Accept(Yaml.Valid));
        Assert.Equal((20.0, 3, 60.0), (plan.Trials!.Value, plan.RunsPerTrial, plan.Runs!.Value));
        Assert.Equal(500, plan.StepsPerRun); // 32 people × 10 images at batch 32, 50 epochs
        Assert.Empty(plan.Warnings);
        Assert.Equal(["batch_size", "learning_rate", "loss", "margin"], plan.Parameters.Select(p => p.Name));
        Assert.All(plan.Parameters, p => Assert.Equal(1000, p.Bars.Sum(b => b.Count)));
    }

    [Fact]
    public void A_refit_adds_the_runs_of_one_trial()
    {
        SweepPlan plan = SweepPlan.For(
            Yaml.Accept("method: grid\nparameters: {margin: {values: [1, 2]}}\nsiamese: {replicates: 2, folds: 3, refit: true}"));
        Assert.Equal((2.0, 18.0), (plan.Trials!.Value, plan.Runs!.Value));
        Assert.StartsWith("2 trials, 6 runs each: 18 runs, 6 of them for the refit", SweepPlanText.Render(plan), StringComparison.Ordinal);
    }

    [Fact]
    public void An_epochs_last_batch_that_is_not_full_is_a_step_too() =>
        Assert.Equal(
            11 * 50,
            SweepPlan.For(Yaml.Accept(Yaml.Of("batch_size: {value: 30}", siamese: "{dataset: {kind: orl}, epochs: 50}"))).StepsPerRun
        ); // 320 images

    [Fact]
    public void A_histogram_shows_the_law_flat_where_the_law_is_flat()
    {
        ParameterPlan rate = SweepPlan.For(Yaml.Accept(Yaml.Valid)).Parameters[1];
        Assert.Equal(10, rate.Bars.Count);
        Assert.All(rate.Bars, b => Assert.InRange(b.Count, 60, 140));
        Assert.InRange(rate.Low!.Value, 1e-5, 1.1e-5);
        Assert.InRange(rate.High!.Value, 9e-3, 1e-2);
        ParameterPlan normal = SweepPlan.For(Yaml.Accept(Yaml.Of("margin: {distribution: normal, mu: 10}"))).Parameters[0];
        Assert.True(normal.Bars[4].Count + normal.Bars[5].Count > 4 * (normal.Bars[0].Count + normal.Bars[9].Count));
    }

    [Fact]
    public void A_grid_of_forty_thousand_is_warned_of_and_one_with_duplicates_counts_what_is_left()
    {
        SweepPlan large = SweepPlan.For(
            Yaml.Accept("method: grid\nparameters: {epochs: {min: 1, max: 200}, batch_size: {min: 2, max: 201}}"));
        Assert.Equal((40_000.0, true), (large.Trials!.Value, large.TrialsAreExact));
        Assert.Contains(
            large.Warnings,
            w => w.Contains("40,000 trials", StringComparison.Ordinal) && w.Contains("run_cap", StringComparison.Ordinal));
        SweepPlan huge = SweepPlan.For(
            Yaml.Accept("method: grid\nparameters: {epochs: {min: 1, max: 2000000}, batch_size: {min: 2, max: 2000000}}"));
        Assert.False(huge.TrialsAreExact);
        Assert.Contains("at most", SweepPlanText.Render(huge), StringComparison.Ordinal);
        Assert.Equal(
            4,
            SweepPlan.For(Yaml.Accept("method: grid\nparameters: {loss: {values: [softmax, triplet]}, margin: {values: [1, 2, 3]}}")).Trials
        );
        Assert.Equal(3, SweepPlan.For(Yaml.Accept("method: grid\nrun_cap: 3\nparameters: {margin: {values: [1, 2, 3, 4]}}")).Trials);
    }

    [Fact]
    public void Choosing_by_test_people_single_runs_and_endless_sweeps_are_warned_of()
    {
        SweepPlan plan = SweepPlan.For(Yaml.Accept("method: random\nmetric: {name: test.eer}\nparameters: {margin: {values: [1, 2]}}"));
        Assert.Null(plan.Trials);
        Assert.Null(plan.Runs);
        Assert.Collection(
            plan.Warnings,
            w => Assert.Contains("no run_cap", w, StringComparison.Ordinal),
            w => Assert.Contains("luck", w, StringComparison.Ordinal),
            w => Assert.Contains("optimistic", w, StringComparison.Ordinal));
    }

    [Fact]
    public void A_parameter_under_a_condition_says_in_how_many_trials_it_counts()
    {
        SweepPlan plan = SweepPlan.For(Yaml.Accept(Yaml.Of("loss: {values: [softmax, triplet]}, margin: {values: [1, 2]}")));
        Assert.InRange(plan.Parameters.Single(p => p.Name == "margin").ActiveShare, 0.4, 0.6);
    }

    [Fact]
    public void The_text_is_a_few_lines_that_fit_a_terminal()
    {
        string text = SweepPlanText.Render(SweepPlan.For(Yaml.Accept(Yaml.Valid)));
        string[] lines = text.TrimEnd('\n').Split('\n');
        Assert.Equal("20 trials, 3 runs each: 60 runs, about 500 steps a run", lines[0]);
        Assert.Equal("  batch_size     constant            32", lines[1]);
        Assert.Matches(@"^  learning_rate  log_uniform_values  1[.0-9]*e-5 [▁▂▃▄▅▆▇█]{10} (9[.0-9]*e-3|0\.01)$", lines[2]);
        Assert.Matches("^  loss           categorical         contrastive, triplet$", lines[3]);
        Assert.All(lines, l => Assert.True(l.Length <= 100));
    }

    [Fact]
    public void Values_that_are_not_alike_say_how_often_they_are_drawn()
    {
        string text = SweepPlanText.Render(SweepPlan.For(Yaml.Accept(Yaml.Of("margin: {values: [1, 2], probabilities: [0.9, 0.1]}"))));
        Assert.Matches(@"margin +categorical_w_probabilities +1 \((8\d|9\d) %\), 2 \((\d|1\d) %\)", text);
    }

    [Fact]
    public void The_number_of_steps_is_not_made_up_where_the_file_does_not_tell_the_images() =>
        Assert.Null(
            SweepPlan.For(Yaml.Accept(Yaml.Of("margin: {value: 1}", siamese: "{dataset: {kind: folder, train: a, test: b}}"))).StepsPerRun);
}
