using System.Text.Json;
using SiameseSweep.Core.LearningRates;
using SiameseSweep.Core.Models;
using SiameseSweep.Core.Sweeps;
using SiameseSweep.TestKit;
using SiameseSweep.Training.Losses;
using SiameseSweep.Training.Models;
using SiameseSweep.Training.Optimizers;
using static SiameseSweep.Training.Tests.Models.HashedNumbers;
using static TorchSharp.torch;

namespace SiameseSweep.Training.Tests.Optimizers;

/// <summary>Clipped gradients, a schedule and averaged weights together, against PyTorch (make_training_control.py).</summary>
public sealed class TrainingControlTests
{
    private const int Size = 24, Embedding = 6, Width = 4, People = 3, Images = 6;
    private const double Rate = 2e-3, Decay = 0.01, Tolerance = 1e-9;
    private static readonly JsonSerializerOptions Options = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };
    private static readonly Case[] Cases = Read(Fixture("training_control.json"));

    public static TheoryData<int, string> All =>
        new(Cases.Select((c, i) => (i, FormattableString.Invariant($"{c.Optimizer}, clip_norm {c.ClipNorm}, ema {c.Ema}"))));

    [Theory]
    [MemberData(nameof(All))]
    public void Eight_steps_are_those_of_pytorch(int index, string name)
    {
        Case expected = Cases[index];
        using var scope = NewDisposeScope();
        using EmbeddingNetwork network = Network();
        using SoftmaxLoss loss = Loss();
        NamedTensor[] own = [.. loss.Parameters.Select(p => new NamedTensor(p.Name, p.Parameter))];
        using FusedOptimizer optimizer = new(
            Enum.Parse<OptimizerKind>(expected.Optimizer, ignoreCase: true), [.. network.Parameters, .. own], Decay, expected.ClipNorm);
        using WeightAverage average = new(network, New(), expected.Ema);
        LearningRateSchedule schedule = new(ScheduleKind.OneCycle, Rate, 1, 4, 2);
        double[] losses = new double[expected.Losses.Length];
        for (int step = 0; step < losses.Length; step++)
        {
            Tensor value = loss.Forward(network.Train([Batch(step)]), null, tensor([0L, 1, 2, 0, 1, 2]));
            network.Backward(value);
            optimizer.Step(schedule.At(step));
            average.Update();
            losses[step] = value.item<double>();
        }

        Assert.Equal(Cases[index].ClipNorm < 1e3, expected.Norms.Any(n => n > expected.ClipNorm));
        AssertClose(expected.Losses, losses, Tolerance, name);
        AssertClose(expected.State, network.State, Tolerance, name);
        AssertClose(expected.Own, own, Tolerance, name);
        NamedTensor[] weights = [.. average.Network.State.Where(t => expected.Averaged.ContainsKey(t.Name))];
        Assert.Equal(expected.Averaged.Count, weights.Length);
        AssertClose(expected.Averaged, weights, Tolerance, $"{name}, average");
        AssertClose(expected.Embedded, Values(average.Network.Embed(Batch(0))), Tolerance, $"{name}, average");
    }

    [Fact]
    public void An_average_counts_batches_as_the_trained_network_does()
    {
        using var scope = NewDisposeScope();
        using EmbeddingNetwork network = Network();
        using WeightAverage average = new(network, New(), 0.9);
        for (int step = 0; step < 3; step++)
        {
            network.Backward(network.Train([Batch(step)])[0].sum());
            average.Update();
        }

        long[] counts = [.. average.Network.State.Where(t => !t.Tensor.is_floating_point()).Select(t => t.Tensor.item<long>())];
        Assert.Equal(Enumerable.Repeat(3L, 5), counts);
    }

    [Fact]
    public void Gradients_are_clipped_together_and_those_within_the_norm_keep_their_bits()
    {
        using var scope = NewDisposeScope();
        using var frozen = no_grad();
        double[] first = [3, 0], second = [4];
        Tensor a = tensor(first), b = tensor(second, [1, 1]);
        GradientClipping.Clip([a, b], 6);
        Assert.Equal([3.0, 0, 4], [.. Values(a), .. Values(b)]);

        GradientClipping.Clip([a, b], 2.5);
        AssertClose([1.5, 0, 2], [.. Values(a), .. Values(b)], 1e-6, "half of them");
    }

    [Fact]
    public async Task The_committed_numbers_are_what_the_script_writes_with_the_pytorch_of_this_machine()
    {
        using TemporaryDirectory folder = new();
        string file = Path.Combine(folder.Path, "training_control.json");
        await Python.Run("torch", Fixture("make_training_control.py"), file);
        Assert.All(Cases.Zip(Read(file)), pair => AssertClose(pair.First.Losses, pair.Second.Losses, Tolerance, pair.First.Optimizer));
    }

    private static EmbeddingNetwork New() => ModelRegistry.Create(
        new ModelRequest(
            new RunConfiguration { Model = ModelKind.Convnet, ImageSize = Size, EmbeddingSize = Embedding, Width = Width },
            0,
            CPU,
            ScalarType.Float64));

    /// <summary>The network with the weights that the script gives it.</summary>
    private static EmbeddingNetwork Network()
    {
        EmbeddingNetwork network = New();
        using var frozen = no_grad();
        for (int stream = 0; stream < network.Parameters.Count; stream++)
        {
            (string name, Tensor parameter) = network.Parameters[stream];
            double bound = 1 / Math.Sqrt(parameter.numel() / parameter.shape[0]);
            Converter<double, double> value = parameter.dim() > 1 ? u => ((2 * u) - 1) * bound
                : name.EndsWith("weight", StringComparison.Ordinal) ? u => 0.7 + (0.6 * u)
                : u => u - 0.5;
            parameter.copy_(tensor(Array.ConvertAll(Uniform(stream, (int)parameter.numel()), value), parameter.shape));
        }

        return network;
    }

    private static SoftmaxLoss Loss()
    {
        SoftmaxLoss loss = new(Embedding, People, CPU, 0, ScalarType.Float64);
        using var frozen = no_grad();
        loss.Parameters[1].Parameter.copy_(tensor(Array.ConvertAll(Uniform(60, People * Embedding), u => u - 0.5), [People, Embedding]));
        loss.Parameters[2].Parameter.copy_(tensor(Array.ConvertAll(Uniform(61, People), u => u - 0.5)));
        return loss;
    }

    private static Tensor Batch(int step) => tensor(Uniform(70 + step, Images * Size * Size), [Images, 1, Size, Size]);

    private static Case[] Read(string file) => JsonSerializer.Deserialize<Case[]>(File.ReadAllText(file), Options)!;

    private static string Fixture(string name) => Path.Combine(Repository.Root, "tests", "Training.Tests", "Fixtures", name);

    private sealed record Case(
        string Optimizer, double ClipNorm, double Ema, double[] Losses, double[] Norms, Dictionary<string, double[]> State,
        Dictionary<string, double[]> Own, Dictionary<string, double[]> Averaged, double[] Embedded);
}
