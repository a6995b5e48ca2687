using SiameseSweep.Core.Losses;
using SiameseSweep.Training.Evaluation;
using static TorchSharp.torch;

namespace SiameseSweep.Training.Tests.Evaluation;

public sealed class EmbeddingHealthTests
{
    [Fact]
    public void A_cross_fills_its_two_directions_alike()
    {
        EmbeddingHealth health = Measure(new double[,] { { 1, 0, 5 }, { -1, 0, 5 }, { 0, 1, 5 }, { 0, -1, 5 } });
        Assert.Equal(1, health.Spread, 1e-12);
        Assert.Equal(Math.Sqrt(26), health.Length, 1e-12);
        Assert.Equal(2, health.EffectiveRank, 1e-9);
        Assert.False(health.IsCollapsed(DissimilarityKind.Euclidean, 2));
    }

    [Fact]
    public void Unequal_directions_count_by_the_entropy_of_their_shares()
    {
        // Singular values 3√2 and √2: shares ¾ and ¼.
        EmbeddingHealth health = Measure(new double[,] { { 3, 0 }, { -3, 0 }, { 0, 1 }, { 0, -1 } });
        Assert.Equal(Math.Exp(-((0.75 * Math.Log(0.75)) + (0.25 * Math.Log(0.25)))), health.EffectiveRank, 1e-9);
    }

    [Fact]
    public void A_line_is_collapsed()
    {
        EmbeddingHealth health = Measure(new double[,] { { 1, 2 }, { 2, 4 }, { -3, -6 } });
        Assert.Equal(1, health.EffectiveRank, 1e-6);
        Assert.True(health.IsCollapsed(DissimilarityKind.Euclidean, 2));
    }

    [Fact]
    public void A_point_is_collapsed_and_has_rank_zero()
    {
        EmbeddingHealth health = Measure(new double[,] { { 1, 2 }, { 1, 2 } });
        Assert.Equal((0.0, 0.0), (health.Spread, health.EffectiveRank));
        Assert.True(health.IsCollapsed(DissimilarityKind.Euclidean, 2));
    }

    [Theory]
    [InlineData(1.0, false)]
    [InlineData(1e-3, false)]
    [InlineData(1e-4, true)]
    public void A_spread_is_nothing_or_something_by_the_margin(double scale, bool collapsed)
    {
        double[,] cross = { { scale, 0 }, { -scale, 0 }, { 0, scale }, { 0, -scale } };
        Assert.Equal(collapsed, Measure(cross).IsCollapsed(DissimilarityKind.Euclidean, 2));
    }

    [Theory]
    [InlineData(2.1e-4, false)]
    [InlineData(1.9e-4, true)] // a ten-thousandth of the margin
    public void A_spread_below_a_ten_thousandth_of_the_margin_is_nothing(double spread, bool collapsed)
    {
        double[,] cross = { { spread, 0 }, { -spread, 0 }, { 0, spread }, { 0, -spread } };
        Assert.Equal(spread, Measure(cross).Spread, 1e-12);
        Assert.Equal(collapsed, Measure(cross).IsCollapsed(DissimilarityKind.Euclidean, 2));
    }

    [Theory]
    [InlineData(0.0012, true)]
    [InlineData(0.0014, false)]
    public void Points_that_leave_their_line_by_little_are_collapsed_up_to_an_effective_rank_of_1_01(double across, bool collapsed)
    {
        // Shares 1/(1 + a) and a/(1 + a) of the singular values: exp of their entropy is 1.0093 for a = 0.0012 and 1.0107 for 0.0014.
        EmbeddingHealth health = Measure(new double[,] { { 1, 0 }, { -1, 0 }, { 0, across }, { 0, -across } });
        Assert.Equal(collapsed, health.IsCollapsed(DissimilarityKind.Euclidean, 2));
    }

    [Fact]
    public void Without_a_margin_the_length_is_the_scale()
    {
        double[,] far = { { 1e6, 0 }, { 1e6, 1 }, { 1e6 + 1, 0 } };
        Assert.True(Measure(far).IsCollapsed(DissimilarityKind.Euclidean, null));
        Assert.False(Measure(far).IsCollapsed(DissimilarityKind.Euclidean, 2));
    }

    [Fact]
    public void By_cosine_only_directions_count()
    {
        double[,] ray = { { 1, 1 }, { 20, 20 }, { 300, 300 } };
        EmbeddingHealth health = Measure(ray, DissimilarityKind.Cosine);
        Assert.Equal(0, health.Spread, 1e-12);
        Assert.True(health.IsCollapsed(DissimilarityKind.Cosine, 0.5));
    }

    [Fact]
    public void Values_that_are_not_finite_are_no_numbers_and_collapsed()
    {
        EmbeddingHealth health = Measure(new double[,] { { double.NaN, 1 }, { 2, 3 } });
        Assert.True(double.IsNaN(health.Spread) && double.IsNaN(health.EffectiveRank));
        Assert.True(health.IsCollapsed(DissimilarityKind.Euclidean, 2));
    }

    private static EmbeddingHealth Measure(double[,] values, DissimilarityKind kind = DissimilarityKind.Euclidean)
    {
        using var embeddings = tensor(values);
        return EmbeddingHealth.Measure(embeddings, kind);
    }
}
