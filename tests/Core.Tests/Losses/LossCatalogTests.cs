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
        Assert.Equal(floor, loss.ChanceFloor(2, mined: false, people, images)!.Value, 5e-4);
        Assert.Equal(1, loss.ChanceFloor(2, mined: true, people, images));
    }

    [Fact]
    public void The_floors_of_the_other_losses_are_the_known_ones()
    {
        Assert.Equal(0.225, LossCatalog.Of(LossKind.Cosine).ChanceFloor(0.5, mined: false, 35, 350)!.Value, 1e-12);
        Assert.Equal(0.25, LossCatalog.Of(LossKind.Cosine).ChanceFloor(0.5, mined: true, 35, 350));
        Assert.Equal(0.3, LossCatalog.Of(LossKind.Triplet).ChanceFloor(0.3, mined: false, 35, 350));
        Assert.Equal(3.611, LossCatalog.Of(LossKind.Softmax).ChanceFloor(null, mined: false, 37, 370)!.Value, 1e-3);
    }

    [Fact]
    public void A_floor_is_null_exactly_where_it_depends_on_a_training_set_of_unknown_size()
    {
        Assert.Null(LossCatalog.Of(LossKind.Contrastive).ChanceFloor(2, mined: false, null, null));
        Assert.Null(LossCatalog.Of(LossKind.Cosine).ChanceFloor(0.5, mined: false, null, null));
        Assert.Null(LossCatalog.Of(LossKind.Softmax).ChanceFloor(null, mined: false, null, null));
        Assert.Equal(1, LossCatalog.Of(LossKind.Contrastive).ChanceFloor(2, mined: true, null, null));
        Assert.Equal(0.25, LossCatalog.Of(LossKind.Cosine).ChanceFloor(0.5, mined: true, null, null));
        Assert.Equal(1, LossCatalog.Of(LossKind.Triplet).ChanceFloor(1, mined: false, null, null));
    }

    [Theory] // of the 435 pairs of ORL's test people 300 differ
    [InlineData(LossKind.Contrastive, 2.0, 4 * (300.0 / 435) * (135.0 / 435))]
    [InlineData(LossKind.Triplet, 0.7, 0.7)]
    [InlineData(LossKind.Cosine, 0.2, 0.8 * (135.0 / 435))]
    [InlineData(LossKind.Softmax, null, null)]
    public void An_evaluation_loss_has_no_image_paired_with_itself_and_as_many_different_pairs_as_there_are(
        LossKind kind,
        double? margin,
        double? floor)
    {
        double? found = LossCatalog.Of(kind).EvaluationChanceFloor(margin, 300.0 / 435);
        Assert.Equal(floor ?? double.NaN, found ?? double.NaN, 1e-12);
    }
}
