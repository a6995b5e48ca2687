using System.Text;
using SiameseSweep.Core.Losses;
using SiameseSweep.Core;
using SiameseSweep.Core.Head;
using SiameseSweep.Core.Models;
using SiameseSweep.Core.Runs;
using SiameseSweep.Core.Sweeps;
using SiameseSweep.TestKit;
using SiameseSweep.Training.Checkpoints;
using SiameseSweep.Training.Data;
using SiameseSweep.Training.Models;
using SiameseSweep.Training.Tests.Runs;
using static TorchSharp.torch;

namespace SiameseSweep.Training.Tests.Checkpoints;

public sealed class CheckpointVerifierTests
{
    private static readonly byte[] Dark = Pgm(10), Light = Pgm(200);

    [Fact]
    public async Task A_runs_best_checkpoint_judges_two_images_alike_from_any_thread_and_its_files_are_read_once()
    {
        using TrainingBench bench = new();
        RecordingReporter reporter = bench.Train(TrainingBench.Assignment());
        string file = bench.Home.Absolute(reporter.Of<CheckpointReport>().Last(c => c.Kind == CheckpointKind.Best).Path);
        EvaluationReport best = reporter.Of<EvaluationReport>()
            .Single(e => e.Epoch == reporter.Of<CheckpointReport>().Last(c => c.Kind == CheckpointKind.Best).Epoch);
        using CheckpointVerifier verifier = new();
        FaceVerdict[] verdicts = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => verifier.Compare(file, Dark, Light)));
        Assert.Single(verdicts.Distinct());
        Assert.Equal(best.Threshold, verdicts[0].Threshold);
        Assert.Equal(verdicts[0].Dissimilarity <= best.Threshold, verdicts[0].Same);
        Assert.True((await verifier.Compare(file, Dark, Dark)).Same);
        Assert.Equal(1, verifier.Loaded);
    }

    [Fact]
    public async Task Only_a_few_checkpoints_stay_in_memory_and_one_that_was_written_again_is_read_again()
    {
        using TemporaryDirectory directory = new();
        using CheckpointVerifier verifier = new();
        for (ulong key = 1; key <= 4; key++)
        {
            await verifier.Compare(Checkpoint(directory.File($"{key}.safetensors"), key), Dark, Light);
        }

        Assert.Equal(LoadedCheckpoints.Capacity, verifier.Loaded);
        string file = directory.File("4.safetensors");
        double before = (await verifier.Compare(file, Dark, Light)).Dissimilarity;
        Checkpoint(file, 5);
        File.SetLastWriteTimeUtc(file, File.GetLastWriteTimeUtc(file).AddSeconds(2)); // clocks of file systems may be coarse
        Assert.NotEqual(before, (await verifier.Compare(file, Dark, Light)).Dissimilarity);
    }

    [Theory]
    [InlineData("cut", "cut short")]
    [InlineData("foreign", "not a checkpoint of siamese-sweep")]
    [InlineData("text", "not a safetensors file")]
    [InlineData("missing", "cannot be read")]
    [InlineData("uncalibrated", "before a threshold was calibrated")]
    [InlineData("broken", "not all of its weights are finite")]
    [InlineData("other size", "not Float32 [500, 2048]")]
    public async Task A_file_that_is_no_whole_checkpoint_is_refused_with_its_name_and_what_is_wrong(string kind, string why)
    {
        using TemporaryDirectory directory = new();
        string file = directory.File("bad.safetensors");
        switch (kind)
        {
            case "cut":
                byte[] whole = File.ReadAllBytes(Checkpoint(file, 1));
                File.WriteAllBytes(file, whole[..(whole.Length / 2)]);
                break;
            case "foreign":
                using (Tensor one = ones(3))
                {
                    SafetensorsWriter.Write(
                        file,
                        [new NamedTensor("embedding.weight", one)],
                        new Dictionary<string, string> { ["format"] = "pt" });
                }

                break;
            case "text":
                File.WriteAllText(file, "PyTorch would say PK here, this is just a text that is long enough.");
                break;
            case "uncalibrated":
                Checkpoint(file, 1, threshold: double.NaN);
                break;
            case "broken":
                Checkpoint(file, 1, breakWeights: true);
                break;
            case "other size":
                Checkpoint(file, 1, networkSize: 20);
                break;
            default:
                break;
        }

        using CheckpointVerifier verifier = new();
        UserErrorException error = await Assert.ThrowsAsync<UserErrorException>(() => verifier.Compare(file, Dark, Light));
        Assert.StartsWith(file, error.Message, StringComparison.Ordinal);
        Assert.Contains(why, error.Message, StringComparison.Ordinal);
        Assert.Equal(0, verifier.Loaded);
    }

    /// <summary>
    /// Hostile and damaged headers. The first seven break the format's own rules (github.com/huggingface/safetensors,
    /// README), the others ours.
    /// </summary>
    [Theory]
    [InlineData("\"shape\":[5,500]", "\"shape\":[5.5,500]", "in a way that is not understood")]
    [InlineData("\"shape\":[5,500]", "\"shape\":[1e30,500]", "in a way that is not understood")]
    [InlineData("\"shape\":[5,500]", "\"shape\":[9223372036854775807,9223372036854775807]", "in a way that is not understood")]
    [InlineData("\"data_offsets\":[0,", "\"data_offsets\":[9223372036854775808,", "in a way that is not understood")]
    [InlineData("\"data_offsets\":[0,144]", "\"data_offsets\":[16,160]", "does not begin where the tensor before it ends")]
    [InlineData("\"data_offsets\":[144,160]", "\"data_offsets\":[0,16]", "does not begin where the tensor before it ends")]
    [InlineData(
        "\"data_offsets\":[144,160]",
        "\"data_offsets\":[4611686018427387904,4611686018427387920]",
        "does not begin where the tensor before it ends"
    )]
    [InlineData("\"epoch\":\"1\"", "\"epoch\":\"99999999999\"", "not a checkpoint of siamese-sweep")]
    [InlineData("\"dissimilarity\":\"euclidean\"", "\"dissimilarity\":\"7\"", "not a checkpoint of siamese-sweep")]
    [InlineData("\"threshold\":\"0.5\"", "\"threshold\":\"1e999\"", "not a checkpoint of siamese-sweep")]
    [InlineData("embedding_size\\u0022:5", "embedding_size\\u0022:2000000000", "too small for image_size 16 and embedding_size 2000000000")]
    [InlineData(
        "\"model\":\"siamese\"",
        "\"model\":\"vgg\"",
        "a network of the model 'vgg', which this build does not know (it knows siamese, convnet, resnet)"
    )]
    [InlineData("\"model\":\"siamese\"", "\"model\":\"convnet\"", "not a checkpoint of siamese-sweep")]
    [InlineData("model\\u0022:\\u0022siamese", "model\\u0022:\\u0022convnet", "not a checkpoint of siamese-sweep")]
    [InlineData("input\\u0022:\\u0022grey", "input\\u0022:\\u0022both", "not a checkpoint of siamese-sweep")]
    [InlineData("siamese-sweep/1", "siamese-sweep/3", "has the format siamese-sweep/3, which this build does not read")]
    public async Task A_header_that_says_what_cannot_be_is_refused_before_anything_is_made_of_it(string was, string becomes, string why)
    {
        using TemporaryDirectory directory = new();
        string file = Checkpoint(directory.File("bad.safetensors"), 1);
        Rewrite(file, (was, becomes));

        using CheckpointVerifier verifier = new();
        UserErrorException error = await Assert.ThrowsAsync<UserErrorException>(() => verifier.Compare(file, Dark, Light));
        Assert.StartsWith(file, error.Message, StringComparison.Ordinal);
        Assert.Contains(why, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_checkpoint_of_a_build_that_knew_one_model_is_the_seeds()
    {
        using TemporaryDirectory directory = new();
        string file = Checkpoint(directory.File("old.safetensors"), 1);
        using CheckpointVerifier verifier = new();
        FaceVerdict now = await verifier.Compare(file, Dark, Light);
        Rewrite(
            file,
            ("\"model\":\"siamese\",", ""),
            ("\\u0022model\\u0022:\\u0022siamese\\u0022,", ""),
            ("\\u0022normalize\\u0022:false,", ""),
            ("\\u0022input\\u0022:\\u0022grey\\u0022,\\u0022flip_embedding\\u0022:false,\\u0022whiten\\u0022:\\u0022none\\u0022,", ""));
        File.SetLastWriteTimeUtc(file, File.GetLastWriteTimeUtc(file).AddSeconds(2));
        Assert.Equal(now, await verifier.Compare(file, Dark, Light));
    }

    [Theory]
    [InlineData(ModelKind.Convnet, "features.0.weight", "does not hold this network: missing features.0.weight")]
    [InlineData(ModelKind.Resnet, "stages.1.0.shortcut.0.weight", "does not hold this network: missing stages.1.0.shortcut.0.weight")]
    [InlineData(ModelKind.Convnet, null, "holds embedding.weight as Float32 [64, 1000], not Float32 [64, 576]")]
    public async Task A_checkpoint_of_another_model_with_a_tensor_missing_or_of_another_shape_is_refused_with_its_name(
        ModelKind model,
        string? missing,
        string why)
    {
        using TemporaryDirectory directory = new();
        string file = directory.File("bad.safetensors");
        RunConfiguration configuration = TrainingBench.Small() with { Model = model, ImageSize = 32, EmbeddingSize = 64, Width = 8 };
        using EmbeddingNetwork network = ModelRegistry.Create(new ModelRequest(configuration, 1, CPU));
        using Tensor other = zeros(64, 1000);
        SafetensorsWriter.Write(
            file,
            [
                .. network.State.Where(t => t.Name != missing)
                    .Select(t => missing is null && t.Name == "embedding.weight" ? t with { Tensor = other } : t),
            ],
            Metadata(configuration, 0.5).ToStrings());
        using CheckpointVerifier verifier = new();
        UserErrorException error = await Assert.ThrowsAsync<UserErrorException>(() => verifier.Compare(file, Dark, Light));
        Assert.StartsWith(file, error.Message, StringComparison.Ordinal);
        Assert.Contains(why, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\"input_std\":\"0.25\"", "\"input_std\":\"0\"")]
    [InlineData("\"input_std\":\"0.25\"", "\"input_std\":\"NaN\"")]
    [InlineData("\"input_mean\":\"0.5\"", "\"input_mean\":\"many\"")]
    [InlineData("\"input_mean\"", "\"mean\"")]
    public async Task Grey_levels_that_standardize_nothing_are_refused(string was, string becomes)
    {
        using TemporaryDirectory directory = new();
        string file = directory.File("both.safetensors");
        RunConfiguration configuration = TrainingBench.Small() with { Input = InputKind.Both };
        using EmbeddingNetwork network = ModelRegistry.Create(new ModelRequest(configuration, 1, CPU));
        SafetensorsWriter.Write(
            file, network.State, (Metadata(configuration, 0.5) with { Grey = new GreyStatistics(0.5, 0.25) }).ToStrings());
        using CheckpointVerifier verifier = new();
        await verifier.Compare(file, Dark, Light);
        Rewrite(file, (was, becomes));
        File.SetLastWriteTimeUtc(file, File.GetLastWriteTimeUtc(file).AddSeconds(2));
        UserErrorException error = await Assert.ThrowsAsync<UserErrorException>(() => verifier.Compare(file, Dark, Light));
        Assert.Contains("not a checkpoint of siamese-sweep", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_weights_that_a_whitened_run_goes_on_from_judge_nothing()
    {
        using TrainingBench bench = new();
        RecordingReporter reporter = bench.TrainUntil(
            1, TrainingBench.Assignment(TrainingBench.Small() with { Whiten = Whitening.Within }));
        using CheckpointVerifier verifier = new();
        string best = File(CheckpointKind.Best), last = File(CheckpointKind.Last);
        Assert.True((await verifier.Compare(best, Dark, Dark)).Same);
        UserErrorException error = await Assert.ThrowsAsync<UserErrorException>(() => verifier.Compare(last, Dark, Light));
        Assert.Contains("which are not whitened and have no threshold", error.Message, StringComparison.Ordinal);

        string File(CheckpointKind kind) => bench.Home.Absolute(reporter.Of<CheckpointReport>().Last(c => c.Kind == kind).Path);
    }

    [Fact]
    public async Task An_image_that_is_none_is_named()
    {
        using TemporaryDirectory directory = new();
        string file = Checkpoint(directory.File("good.safetensors"), 1);
        using CheckpointVerifier verifier = new();
        byte[] none = Encoding.ASCII.GetBytes("no image at all");
        Assert.StartsWith(
            "The first image",
            (await Assert.ThrowsAsync<UserErrorException>(() => verifier.Compare(file, none, Dark))).Message,
            StringComparison.Ordinal);
        Assert.StartsWith(
            "The second image",
            (await Assert.ThrowsAsync<UserErrorException>(() => verifier.Compare(file, Dark, none))).Message,
            StringComparison.Ordinal);
    }

    /// <summary>Changes the text of a file's header.</summary>
    private static void Rewrite(string file, params (string Was, string Becomes)[] changes)
    {
        byte[] whole = File.ReadAllBytes(file);
        int length = (int)BitConverter.ToInt64(whole);
        string header = Encoding.UTF8.GetString(whole, 8, length);
        foreach ((string was, string becomes) in changes)
        {
            Assert.Contains(was, header, StringComparison.Ordinal);
            header = header.Replace(was, becomes, StringComparison.Ordinal);
        }

        byte[] changed = Encoding.UTF8.GetBytes(header);
        File.WriteAllBytes(file, [.. BitConverter.GetBytes((long)changed.Length), .. changed, .. whole[(8 + length)..]]);
    }

    private static byte[] Pgm(byte seed) =>
        [.. Encoding.ASCII.GetBytes("P5 20 20 255\n"), .. Enumerable.Range(0, 400).Select(i => (byte)(seed + (i * seed)))];

    private static string Checkpoint(string file, ulong key, double threshold = 0.5, int networkSize = 16, bool breakWeights = false)
    {
        using SiameseNetwork network = new(networkSize, 5, 0, key, CPU);
        if (breakWeights)
        {
            using var scope = NewDisposeScope();
            using (no_grad())
            {
                network.State[^1].Tensor.fill_(float.PositiveInfinity);
            }
        }

        SafetensorsWriter.Write(file, network.State, Metadata(TrainingBench.Small(), threshold).ToStrings());
        return file;
    }

    private static CheckpointMetadata Metadata(RunConfiguration configuration, double threshold) =>
        new("test-0000.0.0.0", 1, 5, configuration, DissimilarityKind.Euclidean, threshold, false, new Dictionary<string, double>(), "f");
}
