using SiameseSweep.Core.Randomness;
using SiameseSweep.Core.Statistics;
using SiameseSweep.Core.Sweeps;
using SiameseSweep.TestKit;
using SiameseSweep.Training.Data;
using SiameseSweep.Training.Evaluation;

namespace SiameseSweep.Training.Tests.Evaluation;

public sealed class PixelBaselineTests
{
    [Fact]
    public void It_is_the_euclidean_distance_of_the_pixels_in_pair_order()
    {
        float[] pixels = [0, 0, 0, 0, 1, 1, 1, 1, 0, 0, 0.5f, 0];
        PreparedImages images = new(["a", "b", "c"], ["p", "p", "q"], 2, pixels);
        Assert.Equal([2f, 0.5f, (float)Math.Sqrt(3.25)], PixelBaseline.Dissimilarities(images));
    }

    [Theory]
    [InlineData(16)]
    [InlineData(37)] // neither a multiple of a vector nor of the run that is summed up at once
    [InlineData(100)]
    public void It_is_what_plain_double_precision_gives(int size)
    {
        KeyedRandom random = KeyedRandom.For(1, RandomUse.Preview, size);
        float[] pixels = [.. Enumerable.Range(0, 3 * size * size).Select(_ => (float)random.NextDouble())];
        float[] d = PixelBaseline.Dissimilarities(new PreparedImages(["a", "b", "c"], ["p", "p", "q"], size, pixels));
        float[][] image = [.. pixels.Chunk(size * size)];
        (int, int)[] pairs = [(0, 1), (0, 2), (1, 2)];
        for (int k = 0; k < 3; k++)
        {
            (int i, int j) = pairs[k];
            double expected = Math.Sqrt(image[i].Zip(image[j], (a, b) => ((double)a - b) * ((double)a - b)).Sum());
            Assert.Equal(expected, d[k], 1e-6 * expected);
        }
    }

    [Fact]
    public void On_the_three_test_people_of_the_seed_pixels_alone_reach_an_auc_of_0_9996()
    {
        FaceDataset orl = Datasets.Open(new DatasetSpec { Kind = DatasetKind.Orl }, Repository.RequireOrl());
        PreparedImages test = ImagePreparation.Prepare(orl.Testing, 100, invert: false);
        Assert.Equal(["s5", "s6", "s7"], test.People.Distinct());
        VerificationMetrics metrics = VerificationMetrics.Compute(
            PixelBaseline.Dissimilarities(test),
            PairDissimilarities.Different(test.People));
        Assert.Equal(0.9996, metrics.Auc, 5e-5);
        // One of the 135 same pairs. scikit-learn's curve meets there too; the 0.5 % that is sometimes quoted is the mean of two
        // unequal rates at the nearest of the points that roc_curve keeps.
        Assert.Equal(1.0 / 135, metrics.Eer, 1e-12);
    }
}
