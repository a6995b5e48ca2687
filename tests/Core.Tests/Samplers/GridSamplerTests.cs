using SiameseSweep.Core.Samplers;
using SiameseSweep.Core.Sweeps;
using SiameseSweep.Core.Tests.Sweeps;

namespace SiameseSweep.Core.Tests.Samplers;

public sealed class GridSamplerTests
{
    [Fact]
    public void The_first_name_varies_slowest_as_in_WandB()
    {
        Assert.Equal(
            ["1 8", "1 16", "2 8", "2 16"],
            Grid("margin: {values: [8, 16]}, epochs: {min: 1, max: 2}").Select(c => $"{c.Epochs} {c.Margin}"));
    }

    [Fact]
    public void The_alias_sorts_by_the_name_that_was_written()
    {
        Assert.Equal(
            ["Contrastive 1", "Contrastive 2", "Triplet 1", "Triplet 2"],
            Grid("lr: {values: [1, 2]}, loss: {values: [contrastive, triplet]}").Select(c => $"{c.Loss} {c.LearningRate}"));
    }

    [Fact]
    public void Values_that_are_equal_as_numbers_are_tried_once() =>
        Assert.Equal(2, Grid("margin: {values: [3e6, 3000000.0, 3000000, 1]}").Count);

    [Fact]
    public void A_rounded_range_leaves_its_maximum_out_as_in_WandB() =>
        Assert.Equal([2, 4], Grid("epochs: {distribution: q_uniform, min: 2, max: 6, q: 2}").Select(c => c.Epochs));

    [Fact]
    public void Softmax_ignores_the_margin_so_its_duplicates_are_one()
    {
        List<RunConfiguration> grid = Grid("loss: {values: [contrastive, softmax]}, margin: {values: [1, 2, 3]}");
        Assert.Equal([1, 2, 3, null], grid.Select(c => c.Margin));
    }

    [Fact]
    public void A_loss_without_a_scale_and_one_without_groups_ignore_them_so_their_duplicates_are_one()
    {
        List<RunConfiguration> grid = Grid(
            "batch_size: {value: 16}, images_per_person: {values: [2, 8]}, loss: {values: [triplet, softmax, supcon]}, scale: {values: "
                + "[5, 20]}");
        Assert.Equal(
            ["Triplet  ", "Softmax 2 ", "Supcon 2 5", "Supcon 2 20", "Softmax 8 ", "Supcon 8 5", "Supcon 8 20"],
            grid.Select(c => FormattableString.Invariant($"{c.Loss} {c.ImagesPerPerson} {c.Scale}")));
    }

    [Fact]
    public void The_seeds_network_ignores_the_width_and_each_model_has_its_own_sizes()
    {
        List<RunConfiguration> grid = Grid("model: {values: [siamese, convnet]}, width: {values: [8, 32]}");
        Assert.Equal(
            ["Siamese 16 100 5", "Convnet 8 32 64", "Convnet 32 32 64"],
            grid.Select(c => $"{c.Model} {c.Width} {c.ImageSize} {c.EmbeddingSize}"));
    }

    [Fact]
    public void Combinations_that_cannot_work_are_left_out()
    {
        List<RunConfiguration> grid = Grid("loss: {values: [contrastive, cosine]}, margin: {values: [0.5, 2]}");
        Assert.Equal(
            ["Contrastive 0.5", "Contrastive 2", "Cosine 0.5"],
            grid.Select(c => FormattableString.Invariant($"{c.Loss} {c.Margin}")));
    }

    [Fact]
    public void Zipped_parameters_move_together()
    {
        List<RunConfiguration> grid = Grid(
            "margin: {values: [1, 2]}, epochs: {values: [10, 20]}, dropout: {values: [0, 0.5]}",
            "{zip: [[margin, epochs]]}");
        Assert.Equal(
            ["0 10 1", "0 20 2", "0.5 10 1", "0.5 20 2"],
            grid.Select(c => FormattableString.Invariant($"{c.Dropout} {c.Epochs} {c.Margin}")));
    }

    [Fact]
    public void A_parameter_under_an_unmet_condition_has_its_default_once()
    {
        List<RunConfiguration> grid = Grid(
            "optimizer: {values: [adam, sgd]}, weight_decay: {values: [0.1, 0.2]}",
            "{when: {weight_decay: {optimizer: sgd}}}");
        Assert.Equal(["Adam 0", "Sgd 0.1", "Sgd 0.2"], grid.Select(c => FormattableString.Invariant($"{c.Optimizer} {c.WeightDecay}")));
    }

    [Fact]
    public void A_grid_of_billions_is_walked_only_as_far_as_asked()
    {
        SweepDefinition sweep = Yaml.Accept(Yaml.Of("epochs: {min: 1, max: 2000000000}, batch_size: {min: 2, max: 2000000000}", "grid"));
        Assert.Equal((2, 7), (At(sweep, 6)!.BatchSize, At(sweep, 6)!.Epochs));
    }

    internal static RunConfiguration? At(SweepDefinition sweep, int trial) =>
        SamplerRegistry.For(sweep.Method).Propose(new SamplingContext(sweep, trial, []))?.Configuration;

    private static List<RunConfiguration> Grid(string parameters, string siamese = "{}")
    {
        SweepDefinition sweep = Yaml.Accept(Yaml.Of(parameters, "grid", siamese));
        List<RunConfiguration> points = [];
        while (At(sweep, points.Count) is { } point)
        {
            points.Add(point);
        }

        return points;
    }
}
