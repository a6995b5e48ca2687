using SiameseSweep.Core.Randomness;
using SiameseSweep.Training.Models;
using SiameseSweep.Training.Models.Kernels;
using static TorchSharp.torch;

namespace SiameseSweep.Training.Tests.Models;

public sealed class FastConvolutionsTests
{
    [Theory]
    [InlineData(1, 16, 4, 0, 1)]
    [InlineData(2, 23, 5, 0, 1)] // rows end within a vector
    [InlineData(3, 24, 3, 0.3, 2)]
    [InlineData(2, 50, 6, 0.2, 1)]
    [InlineData(2, 23, 5, 0, 2)]
    public void Training_by_our_kernels_is_training_by_libtorchs_layers(int branches, int size, int images, double dropout, int channels)
    {
        Assert.SkipUnless(ConvolutionKernel.IsSupported, "This processor has no AVX2.");
        set_num_threads(2);
        using var scope = NewDisposeScope();
        using SiameseNetwork fast = new(size, 5, dropout, 3, CPU, channels: channels),
            plain = new(size, 5, dropout, 3, CPU, ScalarType.Float64, channels: channels) { PlainConvolutions = true };
        for (int step = 0; step < 2; step++) // the second finds the memory of the first
        {
            Tensor[] x = [.. Enumerable.Range(0, branches).Select(b => Random((10 * step) + b, images, channels, size, size))];
            Tensor weight = Random(99, branches * images, 5) - 0.5;
            Train(fast, x, weight, branches, images, dropout);
            Train(plain, [.. x.Select(t => t.to(float64))], weight.to(float64), branches, images, dropout);
            foreach ((NamedTensor a, NamedTensor b) in fast.Parameters.Zip(plain.Parameters))
            {
                Close(b.Tensor.grad!, a.Tensor.grad!, 2e-4, $"gradient of {a.Name}");
            }
        }

        foreach ((NamedTensor a, NamedTensor b) in fast.State.Zip(plain.State))
        {
            Close(b.Tensor, a.Tensor, 1e-5, a.Name);
        }
    }

    [Fact]
    public void The_same_step_gives_the_same_bits()
    {
        set_num_threads(2);
        using var scope = NewDisposeScope();
        float[] first = Once(), second = Once();
        Assert.Equal(first, second);

        static float[] Once()
        {
            using SiameseNetwork network = new(24, 5, 0, 3, CPU);
            Train(network, [Random(1, 6, 1, 24, 24), Random(2, 6, 1, 24, 24)], Random(99, 12, 5), 2, 6, 0);
            return [.. network.Parameters.SelectMany(p => p.Tensor.grad!.data<float>().ToArray())];
        }
    }

    [Fact]
    public void A_value_that_is_not_a_number_stays_one()
    {
        set_num_threads(2);
        using var scope = NewDisposeScope();
        using SiameseNetwork network = new(16, 5, 0, 3, CPU);
        Tensor x = Random(1, 4, 1, 16, 16);
        x[2, 0, 5, 5] = float.NaN;
        Assert.True(network.Train([x])[0].isnan().all().item<bool>());
    }

    private static void Train(SiameseNetwork network, Tensor[] x, Tensor weight, int branches, int images, double dropout)
    {
        foreach (NamedTensor parameter in network.Parameters)
        {
            parameter.Tensor.grad = null;
        }

        Func<int, int, Tensor>? mask = dropout == 0 ? null : (branch, block) =>
            Random(500 + (10 * branch) + block, images, network.DropoutSites[block].Channels).gt(dropout).to(x[0].dtype) / (1 - dropout);
        Tensor[] embeddings = network.Train(x, mask);
        Assert.Equal(branches, embeddings.Length);
        network.Backward((cat(embeddings, 0) * weight).sum());
    }

    private static Tensor Random(int stream, params long[] shape)
    {
        KeyedRandom random = KeyedRandom.For(5, RandomUse.Preview, stream);
        return tensor([.. Enumerable.Range(0, (int)shape.Aggregate(1L, (a, b) => a * b)).Select(_ => (float)random.NextDouble())], shape);
    }

    private static void Close(Tensor expected, Tensor actual, double tolerance, string what)
    {
        double scale = Math.Max(expected.to(float64).norm().item<double>(), 1e-3);
        double difference = (expected.to(float64) - actual.to(float64)).norm().item<double>();
        Assert.True(difference <= tolerance * scale, $"{what}: differs by {difference} of {scale}");
    }
}
