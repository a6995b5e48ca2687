using SiameseSweep.Core.Losses;
using SiameseSweep.Core.Mining;
using SiameseSweep.TestKit;
using SiameseSweep.Training.Evaluation;
using SiameseSweep.Training.Losses;
using SiameseSweep.Training.Tests.Fixtures;
using static TorchSharp.torch;

namespace SiameseSweep.Training.Tests.Losses;

public sealed class LossesMatchPyTorchTests
{
    private const double Tolerance = 1e-9;

    private static readonly LossFixture Fixture = LossFixture.Read(LossFixture.Committed);

    public static TheoryData<int, string> LossCases =>
        new(Fixture.Losses.Select((c, i) => (i, FormattableString.Invariant($"{c.Loss} {c.Mining} {c.Margin} {c.Scale}"))));

    public static TheoryData<int, string> EvaluationCases => new(Fixture.Evaluations.Select((c, i) => (i, c.Loss)));

    [Theory]
    [MemberData(nameof(LossCases))]
    public void Value_and_gradients_in_double_precision_are_those_of_pytorch(int index, string name)
    {
        LossFixture.LossCase expected = Fixture.Losses[index];
        using var scope = NewDisposeScope();
        using SiameseLoss loss = Make(expected);
        Tensor[] branches = [.. expected.Branches.Select(b => tensor(b).reshape(-1, expected.Size).requires_grad_())];
        Tensor? different = expected.Different is null ? null : tensor(expected.Different);
        Tensor? people = expected.People is null ? null : tensor(expected.People);
        Tensor value = loss.Forward(branches, different, people);
        value.backward();

        Assert.Empty(value.shape);
        AssertClose([expected.Value], [value.item<double>()], name);
        for (int b = 0; b < branches.Length; b++)
        {
            AssertClose(expected.Gradients[b], branches[b].grad!.data<double>().ToArray(), $"{name}, gradient of branch {b}");
        }

        foreach ((string parameter, double[] gradient) in expected.ParameterGradients)
        {
            AssertClose(gradient, loss.Parameters.Single(p => p.Name == parameter).Parameter.grad!.data<double>().ToArray(), parameter);
        }
    }

    [Fact]
    public void Every_loss_of_the_registry_has_cases() =>
        Assert.Equal(
            LossRegistry.Kinds.Select(k => LossCatalog.Of(k).Name).Order(),
            Fixture.Losses.Select(c => c.Loss).Distinct().Order());

    [Theory]
    [MemberData(nameof(EvaluationCases))]
    public void Pairs_and_their_evaluation_loss_are_those_of_pytorch(int index, string name)
    {
        LossFixture.EvaluationCase expected = Fixture.Evaluations[index];
        using SiameseLoss loss = Make(expected.Loss, expected.Margin, expected.Scale, "random");
        int n = expected.People.Length;
        float[] euclidean = PairDissimilarities.Compute(expected.Embeddings, n, expected.Size, DissimilarityKind.Euclidean);
        float[] cosine = PairDissimilarities.Compute(expected.Embeddings, n, expected.Size, DissimilarityKind.Cosine);
        Assert.Equal(expected.Euclidean.Select(d => (float)d), euclidean);
        Assert.Equal(expected.Cosine, cosine.Select(d => (double)d), (a, b) => Math.Abs(a - b) <= 2e-7); // rounded to single
        bool[] different = PairDissimilarities.Different([.. expected.People.Select(p => $"s{p}")]);
        float[] d = loss.Definition.Dissimilarity == DissimilarityKind.Cosine ? cosine : euclidean;
        Assert.True(Math.Abs(expected.Value - loss.EvaluationLoss(d, different)) < 1e-6, name);
    }

    [Fact]
    public async Task The_committed_numbers_are_what_the_script_writes_with_the_pytorch_of_this_machine()
    {
        using TemporaryDirectory folder = new();
        string file = Path.Combine(folder.Path, "losses.json");
        await Python.Run("torch", LossFixture.Script, file);
        LossFixture fresh = LossFixture.Read(file);
        Assert.Equal(Fixture.Losses.Length, fresh.Losses.Length);
        foreach ((LossFixture.LossCase a, LossFixture.LossCase b) in Fixture.Losses.Zip(fresh.Losses))
        {
            AssertClose([.. a.Branches.SelectMany(x => x)], [.. b.Branches.SelectMany(x => x)], a.Loss);
            AssertClose([a.Value, .. a.Gradients.SelectMany(x => x)], [b.Value, .. b.Gradients.SelectMany(x => x)], a.Loss);
        }

        foreach ((LossFixture.EvaluationCase a, LossFixture.EvaluationCase b) in Fixture.Evaluations.Zip(fresh.Evaluations))
        {
            AssertClose([a.Value, .. a.Euclidean, .. a.Cosine], [b.Value, .. b.Euclidean, .. b.Cosine], a.Loss);
        }
    }

    private static SiameseLoss Make(LossFixture.LossCase from)
    {
        int classes = from.Parameters.TryGetValue("head.weight", out double[]? weight) ? weight.Length / from.Size : 4;
        const ScalarType Type = ScalarType.Float64;
        SiameseLoss loss = from.Loss switch
        {
            "softmax" => new SoftmaxLoss(from.Size, classes, CPU, 1, Type, from.LabelSmoothing),
            "cosface" => new CosfaceLoss(from.Margin!.Value, from.Scale!.Value, from.Size, classes, CPU, 1, Type),
            "arcface" => new ArcfaceLoss(from.Margin!.Value, from.Scale!.Value, from.Size, classes, CPU, 1, Type),
            _ => Make(from.Loss, from.Margin, from.Scale, from.Mining),
        };
        using var guard = no_grad();
        foreach ((string name, var parameter) in loss.Parameters)
        {
            using Tensor values = tensor(from.Parameters[name]).reshape(parameter.shape);
            parameter.copy_(values);
        }

        return loss;
    }

    private static SiameseLoss Make(string loss, double? margin, double? scale, string mining)
    {
        MiningKind kind = Enum.Parse<MiningKind>(mining, ignoreCase: true);
        return loss switch
        {
            "contrastive" => new ContrastiveLoss(margin!.Value, kind),
            "cosine" => new CosineLoss(margin!.Value, kind),
            "triplet" => new TripletLoss(margin!.Value, kind, imagesPerPerson: 4),
            "supcon" => new SupconLoss(scale!.Value),
            _ => throw new InvalidDataException(loss),
        };
    }

    private static void AssertClose(double[] expected, double[] actual, string what)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (int i = 0; i < expected.Length; i++)
        {
            Assert.True(Math.Abs(expected[i] - actual[i]) <= Tolerance, $"{what}: {actual[i]:R} at {i} instead of {expected[i]:R}");
        }
    }
}
