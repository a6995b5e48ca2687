using SiameseSweep.Core.Losses;
using SiameseSweep.Core.Mining;
using SiameseSweep.Core;
using SiameseSweep.Core.Sweeps;
using SiameseSweep.TestKit;
using SiameseSweep.Training.Losses;
using SiameseSweep.Training.Mining;
using static TorchSharp.torch;

namespace SiameseSweep.Training.Tests.Losses;

/// <summary>Contract of every loss in the registry, with every mining, on the batches that its own sampler draws.</summary>
public sealed class LossContractTests
{
    private const int EmbeddingSize = 5;

    private static readonly string[] People = [.. Enumerable.Range(0, 10).SelectMany(p => Enumerable.Repeat($"s{p}", 6))];

    public static MatrixTheoryData<LossKind, MiningKind> All => new([.. LossRegistry.Kinds], Enum.GetValues<MiningKind>());

    public static TheoryData<LossKind> Kinds => new(LossRegistry.Kinds);

    /// <summary>Losses that compare images with each other, not with classes.</summary>
    public static MatrixTheoryData<LossKind, MiningKind> AllOfImages =>
        new([.. LossRegistry.Kinds.Where(k => LossCatalog.Of(k).HasEvaluationLoss)], Enum.GetValues<MiningKind>());

    public static MatrixTheoryData<LossKind, MiningKind> AllWithMargin =>
        new(
            [.. LossCatalog.All.Where(l => l is { HasEvaluationLoss: true, HasMargin: true }).Select(l => l.Kind)],
            Enum.GetValues<MiningKind>());

    [Fact]
    public void The_registry_makes_every_loss_that_a_sweep_file_can_name() =>
        Assert.Equal(LossCatalog.All.Select(l => l.Kind).Order(), LossRegistry.Kinds.Order());

    [Theory]
    [MemberData(nameof(All))]
    public void It_is_a_finite_scalar_and_its_gradient_reaches_every_branch_and_parameter(LossKind kind, MiningKind mining)
    {
        using var scope = NewDisposeScope();
        using SiameseLoss loss = Make(kind, mining);
        (Tensor[] branches, Tensor? different, Tensor? people) = Batch(kind, mining, 0.5);
        Tensor value = loss.Forward(branches, different, people);
        value.backward();
        Assert.Empty(value.shape);
        Assert.True(float.IsFinite(value.item<float>()));
        foreach (Tensor tensor in branches.Concat(loss.Parameters.Select(p => (Tensor)p.Parameter)))
        {
            Assert.True(tensor.grad!.isfinite().all().item<bool>());
            Assert.True(tensor.grad!.abs().sum().item<float>() > 0);
        }
    }

    [Theory]
    [MemberData(nameof(AllOfImages))] // a head's first values may suit a batch of classes by luck
    public void Embeddings_that_are_all_one_point_cost_the_chance_floor_or_more_and_give_a_finite_gradient(LossKind kind, MiningKind mining)
    {
        using var scope = NewDisposeScope();
        using SiameseLoss loss = Make(kind, mining);
        foreach (double at in new[] { 0.0, 0.7 })
        {
            (Tensor[] branches, Tensor? different, Tensor? people) = Batch(kind, mining, 0, at);
            Tensor value = loss.Forward(branches, different, people);
            value.backward();
            double share = different?.mean().item<float>() ?? 0.5;
            double floor = loss // pairs of one image are not left out here
                .Definition.EvaluationChanceFloor(Configuration(kind, mining).LossSettings, share, (int)branches[0].shape[0])!
                .Value;
            // To single precision: cos of equal vectors is 1 but for its last bits.
            Assert.True(value.item<float>() >= (floor * (1 - 1e-5)) - 1e-6, $"{value.item<float>()} below {floor}");
            Assert.All(branches, b => Assert.True(b.grad!.isfinite().all().item<bool>()));
        }
    }

    [Theory]
    [MemberData(nameof(AllWithMargin))]
    public void It_is_zero_where_people_are_one_point_each_and_farther_apart_than_the_margin(LossKind kind, MiningKind mining)
    {
        using var scope = NewDisposeScope();
        using SiameseLoss loss = Make(kind, mining);
        RunConfiguration configuration = Configuration(kind, mining);
        TrainingBatch batch = BatchSamplerRegistry.Create(configuration, People, 3).Draw(1, 0);
        // Person p sits on axis p, ten units out: √200 apart, at right angles.
        Tensor[] branches = [.. batch.Branches.Select(rows => stack(rows.Select(r => Axis(r / 6))).requires_grad_())];
        Tensor value = loss.Forward(branches, Labels(batch), Classes(batch));
        value.backward();
        Assert.Equal(0, value.item<float>(), 1e-5f);
        Assert.All(branches, b => Assert.True(b.grad!.abs().max().item<float>() < 1e-5f));

        static Tensor Axis(int person)
        {
            float[] values = new float[10];
            values[person] = 10;
            return tensor(values);
        }
    }

    [Theory]
    [MemberData(nameof(All))]
    public void The_same_batch_gives_the_same_bits(LossKind kind, MiningKind mining)
    {
        using var scope = NewDisposeScope();
        float[] first = Once(), second = Once();
        Assert.Equal(first, second);

        float[] Once()
        {
            using SiameseLoss loss = Make(kind, mining);
            (Tensor[] branches, Tensor? different, Tensor? people) = Batch(kind, mining, 0.5);
            Tensor value = loss.Forward(branches, different, people);
            value.backward();
            return [value.item<float>(), .. branches.SelectMany(b => b.grad!.data<float>().ToArray())];
        }
    }

    [Theory]
    [MemberData(nameof(All))]
    public void It_leaves_no_tensor_behind_but_its_result(LossKind kind, MiningKind mining)
    {
        using var scope = NewDisposeScope();
        using SiameseLoss loss = Make(kind, mining);
        (Tensor[] branches, Tensor? different, Tensor? people) = Batch(kind, mining, 0.5);
        int before = scope.DisposablesCount;
        Tensor value = loss.Forward(branches, different, people);
        Assert.Equal(before + 1, scope.DisposablesCount);
        value.Dispose();
    }

    [Theory]
    [MemberData(nameof(All))]
    public void It_refuses_a_batch_of_another_kind(LossKind kind, MiningKind mining)
    {
        using var scope = NewDisposeScope();
        using SiameseLoss loss = Make(kind, mining);
        Tensor[] four = [.. Enumerable.Range(0, 4).Select(_ => zeros(2, EmbeddingSize))];
        ArgumentException error = Assert.Throws<ArgumentException>(() => loss.Forward(four, null, null));
        Assert.Contains("takes", error.Message, StringComparison.Ordinal);
        Assert.Contains("not 4", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Its_evaluation_loss_is_a_number_exactly_when_it_says_so(LossKind kind, MiningKind mining)
    {
        using SiameseLoss loss = Make(kind, mining);
        double value = loss.EvaluationLoss([0.3f, 1.2f, 0.9f], [false, true, true]);
        Assert.Equal(loss.Definition.HasEvaluationLoss, double.IsFinite(value));
        bool cosine = kind is LossKind.Cosine or LossKind.Cosface or LossKind.Arcface or LossKind.Supcon;
        Assert.Equal(cosine ? DissimilarityKind.Cosine : DissimilarityKind.Euclidean, loss.Definition.Dissimilarity);
        Assert.True(double.IsNaN(loss.EvaluationLoss([0.3f, float.NaN, 0.9f], [false, true, true])));
        Assert.Equal(
            "1 dissimilarities came with 2 labels.",
            Assert.Throws<ArgumentException>(() => loss.EvaluationLoss([1f], [true, true])).Message);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Embeddings_of_length_zero_and_at_the_ends_of_the_cosine_give_finite_gradients(LossKind kind)
    {
        using var scope = NewDisposeScope();
        using SiameseLoss loss = Make(kind, MiningKind.Random);
        using (no_grad())
        {
            foreach ((_, var parameter) in loss.Parameters)
            {
                parameter.zero_();
                parameter.select(-1, 0).fill_(1); // every class in the direction of the first axis
            }
        }

        float[][] points = [[0, 0, 0, 0, 0], [1, 0, 0, 0, 0], [-1, 0, 0, 0, 0], [1e-30f, 0, 0, 0, 0], [1e18f, 0, 0, 0, 0]];
        TrainingBatch batch = BatchSamplerRegistry.Create(Configuration(kind, MiningKind.Random), People, 3).Draw(1, 0);
        Tensor[] branches =
        [
            .. batch.Branches.Select(
                (rows, b) => stack(rows.Select((_, i) => tensor(points[(i + (b * i / points.Length)) % points.Length]))).requires_grad_()),
        ];
        if (loss.Definition.Dissimilarity == DissimilarityKind.Euclidean)
        {
            branches = [.. branches.Select(b => b.clamp(-1, 1).detach().requires_grad_())]; // their squares would be infinite
        }

        Tensor value = loss.Forward(branches, Labels(batch), Classes(batch));
        value.backward();
        Assert.True(float.IsFinite(value.item<float>()), $"{value.item<float>()}");
        Assert.All(
            branches.Concat(loss.Parameters.Select(p => (Tensor)p.Parameter)),
            t => Assert.True(t.grad!.isfinite().all().item<bool>()));
    }

    [Fact]
    public void Supcon_is_at_its_least_where_people_are_one_point_each_on_opposite_sides()
    {
        using SupconLoss loss = new(10);
        using Tensor points = tensor(new float[] { 3, 0, 5, 0, -1, 0, -2, 0 }).reshape(4, 2);
        using Tensor people = tensor(new long[] { 0, 0, 1, 1 });
        using Tensor value = loss.Forward([points], null, people);
        Assert.Equal(Math.Log(Math.Exp(10) + (2 * Math.Exp(-10))) - 10, value.item<float>(), 1e-5);
    }

    [Fact]
    public void Supcon_leaves_out_anchors_without_another_image_of_their_person()
    {
        using SupconLoss loss = new(10);
        using Tensor points = tensor(new float[] { 3, 1, 5, 2, -1, 4 }).reshape(3, 2);
        using Tensor some = tensor(new long[] { 0, 0, 1 }), none = tensor(new long[] { 0, 1, 2 });
        using Tensor value = loss.Forward([points], null, some), nothing = loss.Forward([points], null, none);
        double Cosine(int a, int b) => Dot(a, b) / Math.Sqrt(Dot(a, a) * Dot(b, b));
        double Dot(int a, int b) => (X(a, 0) * X(b, 0)) + (X(a, 1) * X(b, 1));
        double X(int row, int column) => points[row, column].item<float>();
        double Anchor(int a, int p) => Math.Log(Math.Exp(10 * Cosine(a, p)) + Math.Exp(10 * Cosine(a, 2))) - (10 * Cosine(a, p));
        Assert.Equal((Anchor(0, 1) + Anchor(1, 0)) / 2, value.item<float>(), 1e-5);
        Assert.Equal(0, nothing.item<float>());
    }

    [Theory]
    [InlineData(0.5)]
    [InlineData(1.5)]
    public void An_arcface_margin_costs_the_more_the_larger_the_angle_up_to_the_opposite_side(double margin)
    {
        using ArcfaceLoss loss = new(margin, 16, 2, 2, CPU, 1, ScalarType.Float64);
        using (no_grad())
        {
            loss.Parameters[0].Parameter.copy_(tensor(new double[] { 1, 0, 0, 0 }).reshape(2, 2)); // the other class is nowhere
        }

        double[] costs =
        [
            .. Enumerable.Range(0, 181).Select(degree =>
            {
                double angle = degree * Math.PI / 180;
                using Tensor point = tensor(new[] { Math.Cos(angle), Math.Sin(angle) }).reshape(1, 2);
                using Tensor people = tensor(new[] { 0L });
                using Tensor value = loss.Forward([point], null, people);
                return value.item<double>();
            }),
        ];
        Assert.Equal(costs.Order(), costs);
        Assert.Equal(costs.Length, costs.Distinct().Count());
    }

    [Theory]
    [InlineData(LossKind.Cosface)]
    [InlineData(LossKind.Arcface)]
    public void Class_weights_begin_as_their_key_says_and_inside_the_bounds_of_a_linear_layer(LossKind kind)
    {
        float[] Weights(ulong key)
        {
            using SiameseLoss loss = LossRegistry.Create(Configuration(kind, MiningKind.Random), 37, CPU, key);
            (string name, var parameter) = Assert.Single(loss.Parameters);
            Assert.Equal(("head.weight", "37 5"), (name, string.Join(' ', parameter.shape)));
            return parameter.data<float>().ToArray();
        }

        Assert.Equal(Weights(1), Weights(1));
        Assert.NotEqual(Weights(1), Weights(2));
        Assert.All(Weights(1), w => Assert.InRange(w, -0.4473f, 0.4473f));
        Assert.InRange(Weights(1).Max(), 0.4, 0.4473);
    }

    [Fact]
    public void A_softmax_head_begins_as_its_key_says_and_inside_pytorchs_bounds()
    {
        using SoftmaxLoss a = new(5, 37, CPU, 1), b = new(5, 37, CPU, 1), c = new(5, 37, CPU, 2);
        float[] weight = a.Parameters[1].Parameter.data<float>().ToArray();
        Assert.Equal(weight, b.Parameters[1].Parameter.data<float>().ToArray());
        Assert.NotEqual(weight, c.Parameters[1].Parameter.data<float>().ToArray());
        Assert.All(weight, w => Assert.InRange(w, -0.4473f, 0.4473f));
        Assert.InRange(weight.Average(), -0.08, 0.08);
        Assert.InRange(weight.Max(), 0.4, 0.4473);
        Assert.Equal(
            [("head.nonlinear.weight", 1), ("head.fc1.weight", 185), ("head.fc1.bias", 37)],
            a.Parameters.Select(p => (p.Name, (int)p.Parameter.numel())));
    }

    [Theory]
    [InlineData(LossKind.Contrastive, null, "Loss contrastive cannot work with no margin. Give it a margin above 0.")]
    [InlineData(LossKind.Triplet, 0.0, "Loss triplet cannot work with margin 0. Give it a margin above 0.")]
    [InlineData(LossKind.Triplet, double.NaN, "Loss triplet cannot work with margin NaN. Give it a margin above 0.")]
    [InlineData(
        LossKind.Contrastive,
        double.PositiveInfinity,
        "Loss contrastive cannot work with margin Infinity. Give it a margin above 0."
    )]
    [InlineData(LossKind.Cosine, 1.0, "Loss cosine cannot work with margin 1. Give it a margin above 0 and below 1.")]
    [InlineData(LossKind.Cosface, 1.0, "Loss cosface cannot work with margin 1. Give it a margin above 0 and below 1.")]
    [InlineData(LossKind.Arcface, 1.6, "Loss arcface cannot work with margin 1.6. Give it a margin above 0 and below π/2.")]
    public void A_margin_outside_the_domain_is_refused(LossKind kind, double? margin, string message)
    {
        RunConfiguration configuration = new() { Loss = kind, Margin = margin };
        Assert.Equal(message, Assert.Throws<UserErrorException>(() => LossRegistry.Create(configuration, 5, CPU, 1)).Message);
    }

    [Theory]
    [InlineData(LossKind.Supcon, null, "Loss supcon cannot work with no scale. Give it a scale above 0.")]
    [InlineData(LossKind.Cosface, 0.0, "Loss cosface cannot work with scale 0. Give it a scale above 0.")]
    [InlineData(LossKind.Arcface, double.PositiveInfinity, "Loss arcface cannot work with scale Infinity. Give it a scale above 0.")]
    public void A_scale_outside_the_domain_is_refused(LossKind kind, double? scale, string message)
    {
        RunConfiguration configuration = Configuration(kind, MiningKind.Random) with { Scale = scale };
        Assert.Equal(message, Assert.Throws<UserErrorException>(() => LossRegistry.Create(configuration, 5, CPU, 1)).Message);
    }

    [Fact]
    public void A_loss_that_does_not_exist_is_refused()
    {
        RunConfiguration configuration = new() { Loss = (LossKind)99 };
        UserErrorException error = Assert.Throws<UserErrorException>(() => LossRegistry.Create(configuration, 5, CPU, 1));
        Assert.Equal("There is no loss 99. Choose one of contrastive, triplet, softmax, cosine, cosface, arcface, supcon.", error.Message);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void One_person_alone_is_refused(LossKind kind)
    {
        RunConfiguration configuration = Configuration(kind, MiningKind.Random);
        UserErrorException error = Assert.Throws<UserErrorException>(() => LossRegistry.Create(configuration, 1, CPU, 1));
        Assert.Equal("At least 2 training people are needed, and there is 1. Lower validation_identities or add people.", error.Message);
    }

    [Fact]
    public void Pairs_that_are_not_all_pairs_of_any_number_of_images_have_no_triplets()
    {
        ArgumentException error = Assert.Throws<ArgumentException>(() => new TripletLoss(1).EvaluationLoss([1f, 2f], [true, false]));
        Assert.Equal("2 pairs are not all pairs of any number of images.", error.Message);
    }

    private static RunConfiguration Configuration(LossKind kind, MiningKind mining) =>
        new RunConfiguration { BatchSize = 16 }.WithLoss(kind, mining) with { Margin = LossCatalog.Of(kind).HasMargin ? 0.5 : null };

    private static SiameseLoss Make(LossKind kind, MiningKind mining) => LossRegistry.Create(Configuration(kind, mining), 10, CPU, 1);

    /// <summary>The embeddings of a batch: the same image always has the same one.</summary>
    private static (Tensor[] Branches, Tensor? Different, Tensor? People) Batch(
        LossKind kind,
        MiningKind mining,
        double scale,
        double at = 0)
    {
        TrainingBatch batch = BatchSamplerRegistry.Create(Configuration(kind, mining), People, 3).Draw(1, 0);
        using var generator = new Generator(9);
        Tensor all = (randn([People.Length, EmbeddingSize], generator: generator) * scale) + at;
        return ([.. batch.Branches.Select(rows => all[tensor(rows)].detach().requires_grad_())], Labels(batch), Classes(batch));
    }

    private static Tensor? Labels(TrainingBatch batch) => batch.Different is null ? null : tensor(batch.Different);

    private static Tensor? Classes(TrainingBatch batch) => batch.People is null ? null : tensor(batch.People);
}
