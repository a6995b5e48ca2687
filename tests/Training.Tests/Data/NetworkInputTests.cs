using System.Text.Json;
using SiameseSweep.Core.Models;
using SiameseSweep.TestKit;
using SiameseSweep.Training.Data;
using SiameseSweep.Training.Tests.Models;
using static TorchSharp.torch;

namespace SiameseSweep.Training.Tests.Data;

public sealed class NetworkInputTests
{
    private const int Count = 3;
    private static readonly GreyStatistics Grey = new(0.47, 0.21);

    [Theory]
    [InlineData(16)]
    [InlineData(33)] // 3σ is no whole number
    [InlineData(100)]
    public async Task Contrast_is_that_of_pytorchs_padding_and_convolution(int size)
    {
        using var scope = NewDisposeScope();
        float[] images = Images(size);
        double[] theirs = await Script("contrast_with_pytorch.py", new { images, size });
        float[] exact = Values(NetworkInput.Exactly(InputKind.Contrast, Grey, images, size));
        Assert.Equal(theirs, exact.Select(v => (double)v), (a, b) => Math.Abs(a - b) <= 1e-6);

        using NetworkInput input = new(InputKind.Contrast, size, Grey, CPU);
        float[] single = Values(input.Apply(tensor(images, [Count, 1, size, size])));
        Assert.Equal(theirs, single.Select(v => (double)v), (a, b) => Math.Abs(a - b) <= 5e-5);
    }

    [Theory]
    [InlineData(InputKind.Grey)]
    [InlineData(InputKind.Contrast)]
    [InlineData(InputKind.Both)]
    public async Task The_python_package_makes_the_same_channels(InputKind kind)
    {
        using var scope = NewDisposeScope();
        float[] images = Images(32);
        Tensor ours = NetworkInput.Exactly(kind, Grey, images, 32);
        Assert.Equal([Count, kind.Channels, 32, 32], ours.shape);
        double[] theirs = await Script(
            "input_with_package.py",
            new { images, size = 32, kind = kind.ToString().ToLowerInvariant(), mean = Grey.Mean, std = Grey.Deviation });
        Assert.Equal(theirs, Values(ours).Select(v => (double)v), (a, b) => Math.Abs(a - b) <= 1e-6);
    }

    [Fact]
    public void Grey_images_are_what_they_were()
    {
        using var scope = NewDisposeScope();
        float[] images = Images(20);
        Tensor given = tensor(images, [Count, 1, 20, 20]);
        using NetworkInput input = new(InputKind.Grey, 20, Grey, CPU);
        Assert.Same(given, input.Apply(given));
        Assert.Equal(images, Values(NetworkInput.Exactly(InputKind.Grey, Grey, images, 20)));
    }

    [Fact]
    public void The_grey_channel_of_both_is_standardized_and_the_other_is_the_contrast()
    {
        using var scope = NewDisposeScope();
        float[] images = Images(24);
        GreyStatistics grey = GreyStatistics.Of(images);
        Tensor both = NetworkInput.Exactly(InputKind.Both, grey, images, 24);
        Assert.Equal(0, both.select(1, 0).mean().item<float>(), 1e-5);
        Assert.Equal(1, both.select(1, 0).std().item<float>(), 1e-4);
        Assert.Equal(Values(NetworkInput.Exactly(InputKind.Contrast, grey, images, 24)), Values(both.select(1, 1)));
    }

    [Fact]
    public void An_image_of_one_level_has_no_contrast_and_images_of_one_level_are_not_divided_by_nothing()
    {
        using var scope = NewDisposeScope();
        float[] flat = [.. Enumerable.Repeat(0.3f, 32 * 32)];
        GreyStatistics grey = GreyStatistics.Of(flat);
        Assert.Equal(1, grey.Deviation);
        Assert.All(Values(NetworkInput.Exactly(InputKind.Both, grey, flat, 32)), v => Assert.Equal(0, v, 1e-5f));
    }

    [Fact]
    public void No_tensor_is_left_behind()
    {
        using var scope = NewDisposeScope();
        using NetworkInput input = new(InputKind.Both, 24, Grey, CPU);
        Tensor images = tensor(Images(24), [Count, 1, 24, 24]);
        int tensors = scope.DisposablesCount;
        _ = input.Apply(images);
        Assert.Equal(tensors + 1, scope.DisposablesCount);
    }

    private static float[] Images(int size) => [.. HashedNumbers.Uniform(3, Count * size * size).Select(v => (float)v)];

    private static float[] Values(Tensor tensor) => tensor.contiguous().data<float>().ToArray();

    private static async Task<double[]> Script(string name, object argument)
    {
        using TemporaryDirectory folder = new();
        string file = folder.File("case.json");
        await File.WriteAllTextAsync(file, JsonSerializer.Serialize(argument), TestContext.Current.CancellationToken);
        string script = Path.Combine(Repository.Root, "tests", "Training.Tests", "Fixtures", name);
        return JsonSerializer.Deserialize<double[]>(await Python.Run("torch", script, file))!;
    }
}
