using System.Text.Json;
using SiameseSweep.Core.Losses;
using SiameseSweep.Core.Sweeps;
using SiameseSweep.TestKit;
using SiameseSweep.Training.Losses;
using SiameseSweep.Training.Models;
using SiameseSweep.Training.Optimizers;
using static SiameseSweep.Training.Tests.Models.HashedNumbers;
using static TorchSharp.torch;

namespace SiameseSweep.Training.Tests.Models;

public sealed class ModelsMatchPyTorchTests
{
    private const int Size = 5, Embedding = 3, Batch = 6;
    private static readonly JsonSerializerOptions Options = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };
    private static readonly Case[] Cases = Read(Fixture("models.json"));

    public static TheoryData<int, string> Trainings =>
        new(Cases.Select((c, i) => (i, FormattableString.Invariant($"{Name(c)}, {c.Optimizer}, weight decay {c.WeightDecay}"))));

    public static TheoryData<int, string> Firsts => new(Cases.Select((c, i) => (i, Name(c))).DistinctBy(c => c.Item2));

    [Theory]
    [MemberData(nameof(Trainings))]
    public void Twenty_steps_in_double_precision_are_those_of_pytorch(int index, string name)
    {
        Case expected = Cases[index];
        using var scope = NewDisposeScope();
        using SiameseNetwork network = Network(expected.Dropout, ScalarType.Float64);
        using SiameseLoss loss = Loss(expected.Loss, ScalarType.Float64);
        NamedTensor[] own = Own(loss);
        using FusedOptimizer optimizer = new(
            Enum.Parse<OptimizerKind>(expected.Optimizer, ignoreCase: true),
            [.. network.Parameters, .. own],
            expected.WeightDecay);
        double[] losses = new double[expected.Losses.Length];
        for (int s = 0; s < losses.Length; s++)
        {
            (Tensor[] embeddings, Tensor value) = Step(network, loss, ScalarType.Float64);
            if (s == 0)
            {
                Close(expected, embeddings, 1e-9, name);
                AssertClose(expected.Gradients, network.Parameters.Concat(own).Select(p => p with { Tensor = p.Tensor.grad! }), 1e-9, name);
            }

            optimizer.Step(1e-3);
            losses[s] = value.item<double>();
        }

        Assert.Equal(20, losses.Length);
        AssertClose(expected.Losses, losses, 1e-9, name);
        Assert.Equal(expected.State.Keys, network.State.Select(t => t.Name));
        AssertClose(expected.State, network.State, 1e-9, name);
        Assert.Equal(expected.Own.Keys, own.Select(t => t.Name));
        AssertClose(expected.Own, own, 1e-9, name);
        AssertClose(expected.Embedded, Values(network.Embed(Images(0, ScalarType.Float64))), 1e-9, name);
    }

    [Theory]
    [MemberData(nameof(Firsts))]
    public void The_first_step_in_single_precision_is_that_of_pytorch(int index, string name)
    {
        Case expected = Cases[index];
        using var scope = NewDisposeScope();
        using SiameseNetwork network = Network(expected.Dropout, ScalarType.Float32);
        using SiameseLoss loss = Loss(expected.Loss, ScalarType.Float32);
        (Tensor[] embeddings, Tensor value) = Step(network, loss, ScalarType.Float32);
        Close(expected, embeddings, 1e-5, name);
        AssertClose([expected.Losses[0]], [value.to(float64).item<double>()], 1e-5, name);
        AssertClose(expected.Gradients, network.Parameters.Concat(Own(loss)).Select(p => p with { Tensor = p.Tensor.grad! }), 1e-3, name);
    }

    [Fact]
    public void Every_loss_is_held_against_pytorch_in_both_listings() =>
        Assert.Equal(2 * LossRegistry.Kinds.Count, Cases.Select(Name).Distinct().Count());

    [Fact]
    public async Task The_committed_numbers_are_what_the_script_writes_with_the_pytorch_of_this_machine()
    {
        using TemporaryDirectory folder = new();
        string file = Path.Combine(folder.Path, "models.json");
        await Python.Run("torch", Fixture("make_models.py"), file);
        foreach ((Case a, Case b) in Cases.Zip(Read(file), (a, b) => (a, b)))
        {
            AssertClose(a.Losses, b.Losses, 1e-9, a.Optimizer);
            AssertClose([.. a.State.Values.SelectMany(v => v)], [.. b.State.Values.SelectMany(v => v)], 1e-9, a.Optimizer);
        }
    }

    [Fact]
    public void A_branch_sees_its_own_batch_statistics_only()
    {
        using var scope = NewDisposeScope();
        using SiameseNetwork alone = Network(false, ScalarType.Float64), together = Network(false, ScalarType.Float64);
        Tensor a = Images(0, ScalarType.Float64), other = Images(1, ScalarType.Float64) * 100;
        Assert.Equal(Values(alone.Train([a])[0]), Values(together.Train([a, other])[0]), (x, y) => Math.Abs(x - y) < 1e-12);
    }

    [Fact]
    public void A_backward_without_its_forward_is_refused()
    {
        using SiameseNetwork network = Network(false, ScalarType.Float32);
        using Tensor loss = zeros([], requires_grad: true);
        Assert.Throws<InvalidOperationException>(() => network.Backward(loss));
    }

    private static (Tensor[] Embeddings, Tensor Loss) Step(SiameseNetwork network, SiameseLoss loss, ScalarType type)
    {
        Func<int, int, Tensor>? mask =
            network.Dropout == 0
                ? null
                : (branch, block) =>
                    tensor(
                            Uniform((100 + (10 * branch) + block), Batch * network.DropoutSites[block].Channels)
                                .Select(u => u >= 0.2 ? 1.25 : 0)
                                .ToArray(),
                            [Batch, network.DropoutSites[block].Channels])
                        .to(type);
        int branches = loss switch
        {
            TripletLoss => 3,
            SoftmaxLoss => 1,
            _ => 2,
        };
        Tensor[] embeddings = network.Train([.. Enumerable.Range(0, branches).Select(b => Images(b, type))], mask);
        Tensor? labels = branches == 2 ? tensor(Uniform(52, Batch).Select(u => u >= 0.5 ? 1f : 0f).ToArray()).to(type) : null;
        Tensor value = loss.Forward(embeddings, labels, branches == 1 ? tensor([0L, 1, 2, 0, 1, 2]) : null);
        network.Backward(value);
        return (embeddings, value);
    }

    /// <summary>The loss at its default margin, with the parameters that make_models.py gives it.</summary>
    private static SiameseLoss Loss(string name, ScalarType type)
    {
        LossKind kind = Enum.Parse<LossKind>(name, ignoreCase: true);
        if (kind != LossKind.Softmax)
        {
            return LossRegistry.Create(new RunConfiguration { Loss = kind, Margin = LossCatalog.Of(kind).DefaultMargin }, 3, CPU, 0);
        }

        SoftmaxLoss softmax = new(Embedding, 3, CPU, 0, type);
        using var frozen = no_grad();
        softmax.Parameters[1].Parameter.copy_(tensor(Uniform(60, 3 * Embedding).Select(u => u - 0.5).ToArray(), [3, Embedding]));
        softmax.Parameters[2].Parameter.copy_(tensor(Uniform(61, 3).Select(u => u - 0.5).ToArray()));
        return softmax;
    }

    private static NamedTensor[] Own(SiameseLoss loss) => [.. loss.Parameters.Select(p => new NamedTensor(p.Name, p.Parameter))];

    private static string Name(Case of) => $"{of.Loss}{(of.Dropout ? ", first listing" : ", second listing")}";

    /// <summary>The network with the weights that make_models.py gives it.</summary>
    private static SiameseNetwork Network(bool dropout, ScalarType type)
    {
        SiameseNetwork network = new(Size, Embedding, dropout ? 0.2 : 0, 0, CPU, type);
        using var scope = NewDisposeScope();
        using var frozen = no_grad();
        for (int stream = 0; stream < network.Parameters.Count; stream++)
        {
            (string name, Tensor parameter) = network.Parameters[stream];
            bool norm = name.StartsWith("cnn1", StringComparison.Ordinal) && int.Parse(name.Split('.')[1]) % (dropout ? 5 : 4) == 3;
            double bound = 1 / Math.Sqrt(parameter.dim() == 1 ? 500 : parameter.shape[1..].Aggregate(1L, (a, b) => a * b));
            Func<double, double> value = norm
                ? (name.EndsWith("weight", StringComparison.Ordinal) ? u => 0.7 + (0.6 * u) : u => u - 0.5)
                : u => ((2 * u) - 1) * bound;
            parameter.copy_(tensor(Uniform(stream, (int)parameter.numel()).Select(value).ToArray(), parameter.shape));
        }

        return network;
    }

    private static Tensor Images(int branch, ScalarType type) =>
        tensor(Uniform(new[] { 50, 51, 53 }[branch], Batch * Size * Size), [Batch, 1, Size, Size]).to(type);

    private static void Close(Case expected, Tensor[] embeddings, double tolerance, string what)
    {
        Assert.Equal(expected.Outputs.Length, embeddings.Length);
        foreach ((double[] output, Tensor embedding) in expected.Outputs.Zip(embeddings))
        {
            AssertClose(output, Values(embedding), tolerance, what);
        }
    }

    private static Case[] Read(string file) => JsonSerializer.Deserialize<Case[]>(File.ReadAllText(file), Options)!;

    private static string Fixture(string name) => Path.Combine(Repository.Root, "tests", "Training.Tests", "Fixtures", name);

    private sealed record Case(
        string Loss,
        bool Dropout,
        string Optimizer,
        double WeightDecay,
        double[][] Outputs,
        double[] Losses,
        Dictionary<string, double[]> Gradients,
        Dictionary<string, double[]> State,
        Dictionary<string, double[]> Own,
        double[] Embedded);
}
