using SiameseSweep.Core.Losses;

namespace SiameseSweep.Core.Tests.Losses;

public sealed class LossCatalogTests
{
    [Fact]
    public void Every_loss_has_one_entry_found_by_kind_and_by_name()
    {
        Assert.Equal(Enum.GetValues<LossKind>(), LossCatalog.All.Select(l => l.Kind));
        Assert.All(LossCatalog.All, l => Assert.Same(l, LossCatalog.Of(l.Kind)));
        Assert.All(LossCatalog.All, l => Assert.Same(l, LossCatalog.Find(l.Name)));
        Assert.Null(LossCatalog.Find("hinge"));
        Assert.Throws<ArgumentOutOfRangeException>(() => LossCatalog.Of((LossKind)99));
    }

    // Numbers of random vectors drawn by the sampler's rule, found independently of this code.
    [Theory]
    [InlineData(35, 350, 0.947)]
    [InlineData(100, 300, 0.80)]
    [InlineData(2500, 5000, 2.0 / 3)]
    public void Random_pairs_of_people_with_few_images_lower_the_floor_of_contrastive(int people, int images, double floor)
    {
        LossDefinition loss = LossCatalog.Of(LossKind.Contrastive);
        Assert.Equal(floor, loss.ChanceFloor(Settings(2), people, images)!.Value, 5e-4);
        Assert.Equal(1, loss.ChanceFloor(Settings(2, mined: true), people, images));
    }

    [Fact]
    public void The_floors_of_the_other_losses_are_the_known_ones()
    {
        Assert.Equal(0.225, LossCatalog.Of(LossKind.Cosine).ChanceFloor(Settings(0.5), 35, 350)!.Value, 1e-12);
        Assert.Equal(0.25, LossCatalog.Of(LossKind.Cosine).ChanceFloor(Settings(0.5, mined: true), 35, 350));
        Assert.Equal(0.3, LossCatalog.Of(LossKind.Triplet).ChanceFloor(Settings(0.3), 35, 350));
        Assert.Equal(3.611, LossCatalog.Of(LossKind.Softmax).ChanceFloor(Settings(null), 37, 370)!.Value, 1e-3);
    }

    [Fact]
    public void A_floor_is_null_exactly_where_it_depends_on_a_training_set_of_unknown_size()
    {
        Assert.Null(LossCatalog.Of(LossKind.Contrastive).ChanceFloor(Settings(2), null, null));
        Assert.Null(LossCatalog.Of(LossKind.Cosine).ChanceFloor(Settings(0.5), null, null));
        Assert.Null(LossCatalog.Of(LossKind.Softmax).ChanceFloor(Settings(null), null, null));
        Assert.Equal(1, LossCatalog.Of(LossKind.Contrastive).ChanceFloor(Settings(2, mined: true), null, null));
        Assert.Equal(0.25, LossCatalog.Of(LossKind.Cosine).ChanceFloor(Settings(0.5, mined: true), null, null));
        Assert.Equal(1, LossCatalog.Of(LossKind.Triplet).ChanceFloor(Settings(1), null, null));
    }

    [Theory] // of the 435 pairs of ORL's test people 300 differ
    [InlineData(LossKind.Contrastive, 2.0, 4 * (300.0 / 435) * (135.0 / 435))]
    [InlineData(LossKind.Triplet, 0.7, 0.7)]
    [InlineData(LossKind.Cosine, 0.2, 0.8 * (135.0 / 435))]
    [InlineData(LossKind.Softmax, null, null)]
    [InlineData(LossKind.Cosface, 0.35, null)]
    [InlineData(LossKind.Arcface, 0.5, null)]
    [InlineData(LossKind.Supcon, null, 3.3672958299864741)] // ln 29: each of 30 images meets 29
    public void An_evaluation_loss_has_no_image_paired_with_itself_and_as_many_different_pairs_as_there_are(
        LossKind kind,
        double? margin,
        double? floor)
    {
        double? found = LossCatalog.Of(kind).EvaluationChanceFloor(Settings(margin), 300.0 / 435, 30);
        Assert.Equal(floor ?? double.NaN, found ?? double.NaN, 1e-12);
    }

    [Theory] // of 30 people
    [InlineData(LossKind.Cosface, 0.35, 16.0, 8.9674233)] // ln(1 + 29·e^5.6)
    [InlineData(LossKind.Cosface, 0.5, 2000.0, 1003.3672958)] // whose exponential is infinite
    [InlineData(LossKind.Arcface, 0.5, 16.0, 5.3308267)] // ln(1 + 29·e^(16·(1 − cos 0.5)))
    public void Classes_of_equal_cosines_cost_the_margin_and_the_classes(LossKind kind, double margin, double scale, double floor)
    {
        LossDefinition loss = LossCatalog.Of(kind);
        Assert.Equal(floor, loss.ChanceFloor(new LossSettings(margin, scale, false, 32, 4), 30, 300)!.Value, 1e-6);
        Assert.Null(loss.ChanceFloor(new LossSettings(margin, scale, false, 32, 4), null, null));
    }

    [Theory] // batches of 8 people with 4 images each
    [InlineData(10, 3.4339872)] // ln 31
    [InlineData(4, 3.4339872)]
    [InlineData(2, 2.9039791)] // each image twice; found by trying a million cosines, as the next
    [InlineData(1, 1.0990359)] // each image four times
    public void Images_that_are_drawn_twice_lower_the_floor_of_supcon(int imagesEach, double floor)
    {
        LossDefinition loss = LossCatalog.Of(LossKind.Supcon);
        Assert.Equal(floor, loss.ChanceFloor(new LossSettings(null, 10, false, 32, 4), 30, 30 * imagesEach)!.Value, 1e-6);
        Assert.Null(loss.ChanceFloor(new LossSettings(null, 10, false, 32, 4), null, null));
    }

    private static LossSettings Settings(double? margin, bool mined = false) => new(margin, null, mined, 32, null);
}
