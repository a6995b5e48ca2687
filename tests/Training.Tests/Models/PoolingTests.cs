using SiameseSweep.Training.Models.Layers;
using static SiameseSweep.Training.Tests.Models.HashedNumbers;
using static TorchSharp.torch;

namespace SiameseSweep.Training.Tests.Models;

public sealed class PoolingTests
{
    [Theory]
    [InlineData(8, 8)]
    [InlineData(7, 9)]
    public void Maxima_put_together_from_slices_are_those_of_torch_with_their_gradients(int height, int width)
    {
        using var scope = NewDisposeScope();
        AssertAlike(height, width, Pooling.MaxOfSlices, x => nn.functional.max_pool2d(x, 2));
    }

    [Theory]
    [InlineData(3, 3)]
    [InlineData(4, 4)] // windows overlap
    [InlineData(8, 5)]
    [InlineData(32, 31)]
    public void Averages_over_a_grid_are_those_of_torch_with_their_gradients(int height, int width)
    {
        using var scope = NewDisposeScope();
        AssertAlike(height, width, x => Pooling.AverageGrid(x, 3), x => nn.functional.adaptive_avg_pool2d(x, 3));
    }

    private static void AssertAlike(int height, int width, Func<Tensor, Tensor> ours, Func<Tensor, Tensor> torchs)
    {
        (double[] values, double[] gradients) = Once(ours);
        (double[] expected, double[] expectedGradients) = Once(torchs);
        AssertClose(expected, values, 1e-12, "values");
        AssertClose(expectedGradients, gradients, 1e-12, "gradients");

        (double[], double[]) Once(Func<Tensor, Tensor> pool)
        {
            Tensor x = tensor(Uniform(1, 2 * 3 * height * width), [2, 3, height, width]).requires_grad_();
            Tensor pooled = pool(x);
            (pooled * tensor(Uniform(2, (int)pooled.numel()), pooled.shape)).sum().backward();
            return (Values(pooled), Values(x.grad!));
        }
    }
}
