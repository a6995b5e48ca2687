using SiameseSweep.Core.Losses;
using SiameseSweep.Core.Randomness;
using SiameseSweep.Core.Results;
using SiameseSweep.Core.Runs;
using SiameseSweep.Core.Statistics;
using SiameseSweep.Core.Statistics.Importance;
using SiameseSweep.Core.Sweeps;
using SiameseSweep.Core.Tests.Sweeps;

namespace SiameseSweep.Core.Tests.Statistics;

public sealed class ParameterImportancesTests
{
    private static readonly SweepDefinition Reals = Yaml.Accept(Yaml.Of(
        "weight_decay: {min: 0.0, max: 1.0}, dropout: {min: 0.0, max: 0.9}, margin: {min: 1.0, max: 2.0}"));

    [Theory]
    [InlineData(1, 1)]
    [InlineData(3, 1)]
    [InlineData(1, 10)]
    public void A_sum_of_straight_lines_splits_the_variance_as_the_squares_of_their_slopes(double a, double b)
    {
        // Var(aU) = a²/12 on the unit interval: the closed form.
        ParameterImportances found = ParameterImportances.Of(
            Reals.Space, RankedTrials.Drawn(Reals, 800, c => (a * c.WeightDecay) + (b * c.Dropout / 0.9)));

        double expected = a * a / ((a * a) + (b * b));
        Assert.Equal(expected, Share(found, "weight_decay"), 0.05);
        Assert.Equal(1 - expected, Share(found, "dropout"), 0.05);
        Assert.InRange(Share(found, "margin"), 0, 0.02);
        Assert.Equal(800, found.Trials);
    }

    [Fact]
    public void What_only_two_parameters_decide_together_is_an_interaction()
    {
        // Exclusive or: each side alone says nothing.
        ParameterImportances found = ParameterImportances.Of(
            Reals.Space, RankedTrials.Drawn(Reals, 800, c => c.WeightDecay > 0.5 ^ c.Dropout > 0.45 ? 1 : 0));

        Assert.All(found.Parameters, p => Assert.InRange(p.Share, 0, 0.06));
        Assert.InRange(found.Interactions, 0.9, 1);
    }

    [Fact]
    public void A_word_that_decides_has_the_whole_share_whatever_the_probabilities()
    {
        SweepDefinition sweep = Yaml.Accept(
            Yaml.Of(
                "loss: {values: [contrastive, triplet, cosine], probabilities: [0.8, 0.1, 0.1]}, lr: {distribution: "
                    + "log_uniform_values, min: 1e-5, max: 1e-1}"
            ));

        ParameterImportances found = ParameterImportances.Of(
            sweep.Space,
            RankedTrials.Drawn(sweep, 300, c => c.Loss == LossKind.Triplet ? 0 : 1));

        Assert.Equal("loss", found.Parameters[0].Parameter);
        Assert.Equal(1, found.Parameters[0].Share, 1e-9);
        Assert.Equal(0, found.Parameters[1].Share, 1e-9);
    }

    [Fact]
    public void A_word_that_only_moves_the_best_rate_explains_nothing_alone()
    {
        SweepDefinition sweep = Yaml.Accept(Yaml.Of(
            "loss: {values: [contrastive, triplet, cosine]}, lr: {distribution: log_uniform_values, min: 1e-5, max: 1e-1}"));

        // With x = log10(lr) + 3 in [-2, 2]: (x + 1)² for two losses, (x − 1)² for the third. Alone the rate says x² + 2x/3 + 1, of
        // variance 64/45 + 16/27; all of it is 6.7556; the losses' means are equal.
        ParameterImportances found = ParameterImportances.Of(
            sweep.Space,
            RankedTrials.Drawn(sweep, 600, c => Math.Pow(Math.Log10(c.LearningRate) + (c.Loss == LossKind.Cosine ? 2 : 4), 2)));

        Assert.Equal(((64.0 / 45) + (16.0 / 27)) / 6.7556, Share(found, "learning_rate"), 0.03);
        Assert.InRange(Share(found, "loss"), 0, 0.01);
    }

    [Fact]
    public void A_margin_that_only_one_loss_has_counts_where_it_matters()
    {
        SweepDefinition sweep = Yaml.Accept(Yaml.Of("loss: {values: [contrastive, softmax]}, margin: {min: 1.0, max: 2.0}"));

        // softmax 0; contrastive 1 + margin (2.5 on average): loss alone explains 2.5²/4 of it, margin and the two together the rest.
        ParameterImportances found = ParameterImportances.Of(
            sweep.Space,
            RankedTrials.Drawn(sweep, 400, c => c.Margin is { } m ? 1 + m : 0));

        double total = (2.5 * 2.5 / 4) + (0.5 / 12);
        Assert.Equal(2.5 * 2.5 / 4 / total, Share(found, "loss"), 0.02);
        Assert.Equal(0.25 / 12 / total, Share(found, "margin"), 0.01);
    }

    [Theory]
    [InlineData("[contrastive, softmax, triplet]", "{values: [2.0, 1.0], probabilities: [0.5, 0.5]}")]
    [InlineData("[contrastive, triplet, softmax]", "{values: [2.0, 1.0], probabilities: [0.5, 0.5]}")]
    [InlineData("[softmax, contrastive, triplet]", "{values: [1.0, 2.0]}")]
    [InlineData("[contrastive, softmax, triplet]", "{distribution: q_uniform, min: 1, max: 2, q: 1}")]
    public void A_listed_margin_that_one_loss_lacks_weighs_the_same_in_whatever_order_the_values_stand(string losses, string margin)
    {
        SweepDefinition sweep = Yaml.Accept(Yaml.Of($"loss: {{values: {losses}}}, margin: {margin}"));

        // contrastive 0 or 3, triplet 6, softmax 3 whatever the margin. The losses' means 1.5, 6 and 3 vary by 3.5; the margins' 3
        // and 4 by 0.25; all of it by 4.25.
        ParameterImportances found = ParameterImportances.Of(
            sweep.Space,
            RankedTrials.Drawn(
                sweep,
                400,
                c =>
                    c.Loss switch
                    {
                        LossKind.Softmax => 3,
                        LossKind.Triplet => 6,
                        _ => c.Margin == 2 ? 3 : 0,
                    }));

        Assert.Equal(3.5 / 4.25, Share(found, "loss"), 0.03);
        Assert.Equal(0.25 / 4.25, Share(found, "margin"), 0.03);
    }

    [Theory]
    [InlineData("{values: [2.0, 1.0], probabilities: [0.6, 0.4]}")]
    [InlineData("{distribution: q_log_uniform_values, min: 0.25, max: 4, q: 0.25}")]
    [InlineData("{distribution: q_normal, mu: 2, sigma: 1, q: 0.5}")]
    public void No_law_of_a_margin_that_one_loss_lacks_is_beyond_it(string margin)
    {
        SweepDefinition sweep = Yaml.Accept(Yaml.Of($"loss: {{values: [contrastive, softmax, triplet]}}, margin: {margin}"));
        for (ulong seed = 0; seed < 5; seed++)
        {
            KeyedRandom random = KeyedRandom.For(seed, RandomUse.Importance, 1);
            ParameterImportances found = ParameterImportances.Of(sweep.Space, RankedTrials.Drawn(sweep, 40, _ => random.NextDouble()));
            Assert.Equal(2, found.Parameters.Count);
        }
    }

    [Fact]
    public void A_zip_group_is_one_parameter()
    {
        SweepDefinition sweep = Yaml.Accept(
            Yaml.Of(
                "lr: {values: [0.1, 0.01, 0.001]}, batch_size: {values: [8, 16, 32]}, dropout: {min: 0.0, max: 0.5}",
                siamese: "{zip: [[lr, batch_size]]}"));

        ParameterImportances found = ParameterImportances.Of(sweep.Space, RankedTrials.Drawn(sweep, 100, c => c.BatchSize));

        Assert.Equal("batch_size+learning_rate", found.Parameters[0].Parameter);
        Assert.Equal(2, found.Parameters.Count);
    }

    [Fact]
    public void Failed_and_unended_trials_are_left_out_and_too_few_of_the_others_give_a_reason()
    {
        Ranking ranking = RankedTrials.Drawn(Reals, 10, c => c.WeightDecay > 0.5 ? double.NaN : c.WeightDecay);
        int ended = ranking.Trials.Count(t => t.Rank is not null);

        ParameterImportances found = ParameterImportances.Of(Reals.Space, ranking);

        Assert.Empty(found.Parameters);
        Assert.Equal($"Importance needs 8 ended trials with a value; there are {ended}.", found.Note);
        Ranking running = RankedTrials.Drawn(Reals, 20, c => c.WeightDecay);
        running = running with
        {
            Trials =
            [
                .. running.Trials.Select(t =>
                    t with
                    {
                        Result = new TrialResult(t.Trial, [.. t.Runs.Select(r => r with { State = RunState.Running })]),
                    }),
            ],
        };
        Assert.Equal(0, ParameterImportances.Of(Reals.Space, running).Trials);
        Ranking halfway = running with
        {
            Trials =
            [
                .. running.Trials.Select(t =>
                    t with
                    {
                        Result = new TrialResult(t.Trial, [t.Runs[0] with { State = RunState.Finished }, t.Runs[0]]),
                    }),
            ],
        };
        Assert.Equal(0, ParameterImportances.Of(Reals.Space, halfway).Trials);
    }

    [Fact]
    public void A_tree_splits_where_it_leaves_the_least_squared_error()
    {
        // Of ten samples on a line the last one differs: one split sets it apart and nothing is left to split. Cutting nearer the
        // middle would leave more leaves.
        double[] places = [.. Enumerable.Range(0, 10).Select(i => (i + 0.5) / 10)];
        IReadOnlyList<TreeLeaf> leaves = RegressionTree.Grow(
            [new AxisSamples(places, places)],
            [0, 0, 0, 0, 0, 0, 0, 0, 0, 1],
            [.. Enumerable.Range(0, 10)]);

        Assert.Equal(
            [(0, 0.9, 0), (0.9, 1, 1)],
            leaves.Select(l => (l.Low[0], Math.Round(l.High[0], 12), l.Value))
                .Order()
                .Select(l => (Math.Round(l.Item1, 12), l.Item2, l.Value)));
    }

    [Fact]
    public void Values_that_differ_among_trials_of_one_configuration_are_not_called_equal()
    {
        ParameterImportances found = ParameterImportances.Of(
            Reals.Space,
            RankedTrials.Of(
                Enumerable.Range(0, 20)
                    .Select(i =>
                        (
                            new RunConfiguration
                            {
                                WeightDecay = 0.5,
                                Dropout = 0.5,
                                Margin = 1.5,
                            },
                            0.01 * i))));

        Assert.Null(found.Note);
        Assert.All(found.Parameters, p => Assert.Equal(0, p.Share));
        Assert.Equal(["dropout", "margin", "weight_decay"], found.Parameters.Select(p => p.Parameter)); // of one share: by name
    }

    [Fact]
    public void Equal_values_and_a_space_in_which_nothing_varies_say_so()
    {
        SweepDefinition constant = Yaml.Accept(Yaml.Of("batch_size: {value: 32}"));

        Assert.Equal(
            "All trials have the same value, so no parameter matters.",
            ParameterImportances.Of(Reals.Space, RankedTrials.Drawn(Reals, 20, _ => 0.5)).Note);
        Assert.Equal(
            "No parameter varies, so there is no importance to tell.",
            ParameterImportances.Of(constant.Space, RankedTrials.Drawn(constant, 20, _ => 0.5)).Note);
    }

    private static double Share(ParameterImportances found, string parameter) =>
        found.Parameters.Single(p => p.Parameter == parameter).Share;
}
