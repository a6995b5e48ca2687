using System.Text.Json;
using SiameseSweep.Core.Mining;
using SiameseSweep.Core.Models;
using SiameseSweep.Core.Sweeps;
using SiameseSweep.TestKit;
using SiameseSweep.Training.Losses;
using SiameseSweep.Training.Models;
using SiameseSweep.Training.Optimizers;
using static SiameseSweep.Training.Tests.Models.HashedNumbers;
using static TorchSharp.torch;

namespace SiameseSweep.Training.Tests.Models;

/// <summary>Every model of the registry against the modules of python/siamese_sweep, in double precision.</summary>
public sealed class NetworksMatchPyTorchTests
{
    private const int Embedding = 6, Width = 4, Batch = 5;
    private const double Dropout = 0.2, Tolerance = 1e-9;
    private static readonly JsonSerializerOptions Options = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };
    private static readonly Case[] Cases = Read(Fixture("networks.json"));

    public static TheoryData<int, string> Trainings => new(Cases.Select((c, i) => (i, $"{c.Model}{(c.Dropout ? ", dropout" : "")}")));

    [Theory]
    [MemberData(nameof(Trainings))]
    public void Five_steps_are_those_of_pytorch(int index, string name)
    {
        Case expected = Cases[index];
        using var scope = NewDisposeScope();
        using EmbeddingNetwork network = Network(expected);
        using ContrastiveLoss loss = new(1, MiningKind.Random);
        using FusedOptimizer optimizer = new(OptimizerKind.Adam, network.Parameters, 0);
        Tensor different = tensor(Array.ConvertAll(Uniform(52, Batch), u => u >= 0.5 ? 1.0 : 0));
        double[] losses = new double[expected.Losses.Length];
        for (int step = 0; step < losses.Length; step++)
        {
            Tensor[] embeddings = network.Train([Images(50, expected), Images(51, expected)], expected.Dropout ? Mask : null);
            Tensor value = loss.Forward(embeddings, different, null);
            network.Backward(value);
            if (step == 0)
            {
                Assert.All(expected.Outputs.Zip(embeddings), pair => AssertClose(pair.First, Values(pair.Second), Tolerance, name));
                Assert.Equal(expected.Gradients.Keys, network.Parameters.Select(p => p.Name));
                AssertClose(expected.Gradients, network.Parameters.Select(p => p with { Tensor = p.Tensor.grad! }), Tolerance, name);
            }

            optimizer.Step(1e-3);
            losses[step] = value.item<double>();
        }

        AssertClose(expected.Losses, losses, Tolerance, name);
        Assert.Equal(expected.State.Keys, network.State.Select(t => t.Name));
        AssertClose(expected.State, network.State, Tolerance, name);
        AssertClose(expected.Embedded, Values(network.Embed(Images(50, expected))), Tolerance, name);

        Tensor Mask(int branch, int site)
        {
            int channels = network.DropoutSites[site].Channels;
            double[] drawn = Uniform(100 + (10 * branch) + site, Batch * channels);
            return tensor(Array.ConvertAll(drawn, u => u >= Dropout ? 1 / (1 - Dropout) : 0), [Batch, channels]);
        }
    }

    [Fact]
    public void Every_model_is_held_against_pytorch_with_and_without_dropout() =>
        Assert.Equal(
            ModelRegistry.Kinds.SelectMany(k => new[] { (ModelCatalog.Of(k).Name, false), (ModelCatalog.Of(k).Name, true) }).Order(),
            Cases.Select(c => (c.Model, c.Dropout)).Order());

    [Fact]
    public async Task The_committed_numbers_are_what_the_script_writes_with_the_pytorch_of_this_machine()
    {
        using TemporaryDirectory folder = new();
        string file = Path.Combine(folder.Path, "networks.json");
        await Python.Run("torch", Fixture("make_networks.py"), file);
        foreach ((Case a, Case b) in Cases.Zip(Read(file), (a, b) => (a, b)))
        {
            AssertClose(a.Losses, b.Losses, Tolerance, a.Model);
            AssertClose([.. a.State.Values.SelectMany(v => v)], [.. b.State.Values.SelectMany(v => v)], Tolerance, a.Model);
        }
    }

    /// <summary>The network with the weights that make_networks.py gives it.</summary>
    private static EmbeddingNetwork Network(Case from)
    {
        RunConfiguration configuration = new()
        {
            Model = ModelCatalog.Find(from.Model)!.Kind, ImageSize = from.Size, EmbeddingSize = Embedding, Width = Width,
            Normalize = from.Normalize, Dropout = from.Dropout ? Dropout : 0, Input = from.Input,
        };
        EmbeddingNetwork network = ModelRegistry.Create(new ModelRequest(configuration, 0, CPU, ScalarType.Float64));
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

    private static Tensor Images(int stream, Case of)
    {
        int channels = of.Input.Channels;
        return tensor(Uniform(stream, Batch * channels * of.Size * of.Size), [Batch, channels, of.Size, of.Size]);
    }

    private static Case[] Read(string file) => JsonSerializer.Deserialize<Case[]>(File.ReadAllText(file), Options)!;

    private static string Fixture(string name) => Path.Combine(Repository.Root, "tests", "Training.Tests", "Fixtures", name);

    private sealed record Case(
        string Model, int Size, bool Dropout, bool Normalize, double[][] Outputs, double[] Losses, Dictionary<string, double[]> Gradients,
        Dictionary<string, double[]> State, double[] Embedded)
    {
        /// <summary>make_networks.py gives the cases with dropout two channels.</summary>
        public InputKind Input => Dropout ? InputKind.Both : InputKind.Grey;
    }
}
