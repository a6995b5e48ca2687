using SiameseSweep.Core.Randomness;
using SiameseSweep.Core.Statistics;

namespace SiameseSweep.Core.Tests.Statistics;

public sealed class VerificationMetricsTests
{
    [Fact]
    public void A_perfect_order_has_auc_one_and_its_threshold_in_the_middle_of_the_gap()
    {
        VerificationMetrics m = VerificationMetrics.Compute([0.1f, 0.3f, 0.9f, 1.5f], [false, false, true, true]);
        Assert.Equal((1.0, 0.0, 1.0, 0.0, 0.0), (m.Auc, m.Eer, m.Accuracy, m.Far, m.Frr));
        Assert.Equal(0.6, m.EerThreshold, 1e-6);
    }

    [Fact]
    public void A_reversed_order_has_auc_zero_and_an_error_rate_of_one()
    {
        VerificationMetrics m = VerificationMetrics.Compute([1.5f, 0.9f, 0.3f, 0.1f], [false, false, true, true]);
        Assert.Equal((0.0, 1.0), (m.Auc, m.Eer));
    }

    [Fact]
    public void All_ties_are_pure_chance()
    {
        VerificationMetrics m = VerificationMetrics.Compute([0.5f, 0.5f, 0.5f], [false, true, true]);
        Assert.Equal((0.5, 0.5, 0.5, 0.5), (m.Auc, m.Eer, m.EerThreshold, m.Accuracy));
    }

    [Fact]
    public void The_error_rate_is_interpolated_between_two_thresholds()
    {
        // Up to 1: FAR 0, FRR 2/3. Up to 2 (one of each): FAR 1/2, FRR 1/3. FAR − FRR goes from −2/3 to 1/6: four fifths of the way.
        VerificationMetrics m = VerificationMetrics.Compute([1f, 2f, 2f, 3f, 4f], [false, false, true, false, true]);
        Assert.Equal(0.4, m.Eer, 1e-12);
        Assert.Equal(1.8, m.EerThreshold, 1e-12);
    }

    [Fact]
    public void A_pair_at_the_threshold_is_judged_same()
    {
        VerificationMetrics m = VerificationMetrics.Compute([0.5f, 0.5f, 0.75f], [false, true, false], threshold: 0.5);
        Assert.Equal((1.0, 0.5, 0.25), (m.Far, m.Frr, m.Accuracy));
    }

    [Fact]
    public void Without_pairs_nothing_can_be_told() =>
        AssertAllNaN(VerificationMetrics.Compute([], []));

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    public void One_nan_makes_everything_nan(int at)
    {
        float[] d = [0.1f, 0.2f, 0.3f];
        d[at] = float.NaN;
        AssertAllNaN(VerificationMetrics.Compute(d, [false, true, true], 0.2));
    }

    [Fact]
    public void With_same_pairs_only_just_the_false_rejections_can_be_told()
    {
        VerificationMetrics m = VerificationMetrics.Compute([0.1f, 0.9f], [false, false], threshold: 0.5);
        Assert.Equal(0.5, m.Frr);
        Assert.All([m.Auc, m.Eer, m.EerThreshold, m.Accuracy, m.Far], v => Assert.True(double.IsNaN(v)));
    }

    [Fact]
    public void With_different_pairs_only_just_the_false_acceptances_can_be_told()
    {
        VerificationMetrics m = VerificationMetrics.Compute([0.1f, 0.9f], [true, true], threshold: 0.5);
        Assert.Equal(0.5, m.Far);
        Assert.All([m.Auc, m.Eer, m.EerThreshold, m.Accuracy, m.Frr], v => Assert.True(double.IsNaN(v)));
    }

    [Fact]
    public void A_threshold_that_is_not_a_number_judges_nothing_but_the_curve_stays()
    {
        VerificationMetrics m = VerificationMetrics.Compute([0.1f, 0.9f], [false, true], double.NaN);
        Assert.Equal((1.0, 0.0), (m.Auc, m.Eer));
        Assert.All([m.Accuracy, m.Far, m.Frr], v => Assert.True(double.IsNaN(v)));
    }

    [Fact]
    public void Infinite_dissimilarities_are_large_ones_and_give_a_finite_threshold()
    {
        VerificationMetrics m = VerificationMetrics.Compute([0.1f, 0.4f, float.PositiveInfinity], [false, false, true]);
        Assert.Equal((1.0, 0.0, 1.0), (m.Auc, m.Eer, m.Accuracy));
        Assert.Equal(0.4f, m.EerThreshold);
    }

    [Fact]
    public void Lists_of_different_length_are_refused()
    {
        ArgumentException error = Assert.Throws<ArgumentException>(() => VerificationMetrics.Compute([0.1f], []));
        Assert.Equal("1 dissimilarities came with 0 labels.", error.Message);
    }

    [Fact]
    public void Auc_is_the_share_of_couples_in_the_right_order_counted_one_by_one()
    {
        for (int round = 0; round < 50; round++)
        {
            KeyedRandom random = KeyedRandom.For(11, RandomUse.Preview, round);
            int n = 2 + random.NextInt(60);
            float[] d = [.. Enumerable.Range(0, n).Select(_ => random.NextInt(12) / 4f)];
            bool[] different = [.. Enumerable.Range(0, n).Select(i => i == 0 || (i > 1 && random.NextInt(2) == 0))];
            double right = 0, couples = 0;
            for (int i = 0; i < n; i++)
            {
                for (int j = 0; j < n; j++)
                {
                    if (different[i] && !different[j])
                    {
                        couples++;
                        right += d[i] > d[j] ? 1 : d[i] == d[j] ? 0.5 : 0;
                    }
                }
            }

            Assert.Equal(right / couples, VerificationMetrics.Compute(d, different).Auc, 1e-12);
        }
    }

    [Fact]
    public void The_order_of_the_pairs_does_not_matter()
    {
        VerificationMetrics a = VerificationMetrics.Compute([0.1f, 0.7f, 0.4f, 0.9f, 0.4f], [false, false, true, true, false]);
        VerificationMetrics b = VerificationMetrics.Compute([0.4f, 0.9f, 0.4f, 0.1f, 0.7f], [false, true, true, false, false]);
        Assert.Equal(a, b);
    }

    private static void AssertAllNaN(VerificationMetrics m) =>
        Assert.All([m.Auc, m.Eer, m.EerThreshold, m.Accuracy, m.Far, m.Frr], v => Assert.True(double.IsNaN(v)));
}
