using System.Text.Json;
using SiameseSweep.Core.Head;
using SiameseSweep.Core.Losses;
using SiameseSweep.Core.Models;
using SiameseSweep.Core.Runs;
using SiameseSweep.Core.Sweeps;
using SiameseSweep.TestKit;
using SiameseSweep.Training.Checkpoints;
using SiameseSweep.Training.Models;
using SiameseSweep.Training.Tests.Runs;

namespace SiameseSweep.Training.Tests.Checkpoints;

public sealed class CheckpointInPyTorchTests
{
    public static TheoryData<ModelKind, LossKind> Models => new(
        ModelRegistry.Kinds.SelectMany(k => WholeSuite.IsRequested ? new[] { LossKind.Contrastive, LossKind.Cosine } : [UsualLoss(k)],
            (model, loss) => (model, loss)));

    [Theory]
    [MemberData(nameof(Models))]
    public async Task The_python_package_loads_a_checkpoint_of_every_model_strictly_and_scores_pairs_alike(ModelKind model, LossKind loss)
    {
        RunConfiguration configuration = new()
        {
            Model = model, Loss = loss, Margin = LossCatalog.Of(loss).DefaultMargin, ImageSize = 32, EmbeddingSize = 16, Width = 8,
            Normalize = model == ModelKind.Siamese, Epochs = 1, BatchSize = 32, Invert = loss == LossKind.Cosine,
        };
        await ScoresAlike(configuration);
    }

    [Theory]
    [InlineData(ModelKind.Siamese, LossKind.Contrastive, false, InputKind.Both)]
    [InlineData(ModelKind.Siamese, LossKind.Cosine, true, InputKind.Contrast)]
    [InlineData(ModelKind.Convnet, LossKind.Cosine, false, InputKind.Both)]
    [InlineData(ModelKind.Resnet, LossKind.Contrastive, false, InputKind.Contrast)]
    public async Task Contrast_mirror_averaging_and_whitening_are_the_same_in_the_python_package(
        ModelKind model, LossKind loss, bool normalize, InputKind input)
    {
        RunConfiguration configuration = new()
        {
            Model = model, Loss = loss, Margin = LossCatalog.Of(loss).DefaultMargin, ImageSize = 32, EmbeddingSize = 16, Width = 8,
            Normalize = normalize, Epochs = 1, BatchSize = 32, Input = input, FlipEmbedding = true, Whiten = Whitening.Within,
            Augment = TrainingBench.EveryAugmentation,
        };
        await ScoresAlike(configuration);
    }

    private static LossKind UsualLoss(ModelKind model) => model == ModelKind.Siamese ? LossKind.Contrastive : LossKind.Cosine;

    /// <summary>Trains an epoch on ORL; the checkpoint gives the recorded numbers in Python and in a comparison of two images.</summary>
    private static async Task ScoresAlike(RunConfiguration configuration)
    {
        string data = Repository.RequireOrl();
        using TrainingBench bench = new();
        SiameseOptions options = new() { Dataset = new DatasetSpec { Kind = DatasetKind.Orl }, Seed = 3 };
        RecordingReporter reporter = bench.Train(TrainingBench.Assignment(configuration, options: options), dataDirectory: data);
        EvaluationReport evaluation = Assert.Single(reporter.Of<EvaluationReport>());
        CheckpointReport checkpoint = reporter.Of<CheckpointReport>().Last(c => c.Kind == CheckpointKind.Best);
        PairBookReport book = reporter.Of<PairBookReport>().Single(b => b.Split == EvaluationSplit.Test);

        string output = await Python.Run(
            "torch",
            Fixture("score_with_package.py"),
            [bench.Home.Absolute(checkpoint.Path), .. book.Images.Select(image => Path.Combine(data, "orl", image))]);
        using JsonDocument scored = JsonDocument.Parse(output);
        double[] theirs = [.. scored.RootElement.GetProperty("dissimilarities").EnumerateArray().Select(d => d.GetDouble())];
        float[] ours = evaluation.Test!.Dissimilarities;
        Assert.Equal(435, ours.Length);
        Assert.Equal(theirs, ours.Select(d => (double)d), (a, b) => Math.Abs(a - b) <= 1e-3 * Math.Max(a, 0.01));
        Assert.Equal(evaluation.Threshold, scored.RootElement.GetProperty("threshold").GetDouble());
        Assert.Equal(ours[0] <= evaluation.Threshold, scored.RootElement.GetProperty("same").GetBoolean());

        using CheckpointVerifier verifier = new();
        byte[][] pair = [.. book.Images.Take(2).Select(image => File.ReadAllBytes(Path.Combine(data, "orl", image)))];
        FaceVerdict verdict = await verifier.Compare(bench.Home.Absolute(checkpoint.Path), pair[0], pair[1]);
        Assert.Equal(ours[0], verdict.Dissimilarity, 1e-3 * Math.Max(ours[0], 0.01));
        Assert.Equal(ours[0] <= evaluation.Threshold, verdict.Same);
    }

    [Fact]
    public async Task The_python_package_passes_its_own_tests() =>
        await Python.Run("torch", Path.Combine(Repository.Root, "python", "tests", "test_siamese_sweep.py"));

    [Theory]
    [InlineData(LossKind.Contrastive, 0, 100)]
    [InlineData(LossKind.Cosine, 0.2, 32)]
    public async Task The_seeds_module_loads_a_checkpoint_strictly_and_scores_the_test_pairs_of_ORL_alike(
        LossKind loss,
        double dropout,
        int size)
    {
        string data = Repository.RequireOrl();
        using TrainingBench bench = new();
        RunConfiguration configuration = new()
        {
            Loss = loss, Margin = loss == LossKind.Cosine ? 0.5 : 2, Dropout = dropout, ImageSize = size, Epochs = 1, BatchSize = 64,
        };
        SiameseOptions options = new() { Dataset = new DatasetSpec { Kind = DatasetKind.Orl }, Seed = 3 };
        RecordingReporter reporter = bench.Train(TrainingBench.Assignment(configuration, options: options), dataDirectory: data);
        EvaluationReport evaluation = Assert.Single(reporter.Of<EvaluationReport>());
        CheckpointReport checkpoint = reporter.Of<CheckpointReport>().Last(c => c.Kind == CheckpointKind.Best);
        PairBookReport book = reporter.Of<PairBookReport>().Single(b => b.Split == EvaluationSplit.Test);

        string output = await Python.Run(
            "torch", Fixture("score_checkpoint.py"),
            [bench.Home.Absolute(checkpoint.Path), .. book.Images.Select(image => Path.Combine(data, "orl", image))]);
        double[] theirs = JsonSerializer.Deserialize<double[]>(output)!;
        float[] ours = evaluation.Test!.Dissimilarities;
        Assert.Equal(435, ours.Length);
        Assert.Equal(theirs, ours.Select(d => (double)d), (a, b) => Math.Abs(a - b) <= 1e-3 * Math.Max(a, 0.01));
    }

    private static string Fixture(string name) => Path.Combine(Repository.Root, "tests", "Training.Tests", "Fixtures", name);
}
