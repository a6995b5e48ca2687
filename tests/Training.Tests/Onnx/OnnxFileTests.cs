using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using SiameseSweep.Core;
using SiameseSweep.Core.Losses;
using SiameseSweep.Core.Models;
using SiameseSweep.Core.Sweeps;
using SiameseSweep.TestKit;
using SiameseSweep.Training.Checkpoints;
using SiameseSweep.Training.Data;
using SiameseSweep.Training.Evaluation;
using SiameseSweep.Training.Models;
using SiameseSweep.Training.Onnx;
using SiameseSweep.Training.Onnx.Schema;
using static SiameseSweep.Training.Tests.Models.HashedNumbers;
using static TorchSharp.torch;
using Tensor = TorchSharp.torch.Tensor;

namespace SiameseSweep.Training.Tests.Onnx;

/// <summary>Checkpoints as ONNX files, judged by ONNX Runtime.</summary>
public sealed class OnnxFileTests : IDisposable
{
    private readonly TemporaryDirectory _folder = new();

    private static readonly GreyStatistics Grey = new(0.4, 0.25);

    private string Target => _folder.File("checkpoint.onnx");

    public static TheoryData<ModelKind, bool, double, int> Networks => new(ModelRegistry.Kinds.SelectMany(kind => new[]
    {
        (kind, false, 0.0, 0), (kind, true, 0.3, 5), (kind, false, 0.2, 13), // image sizes that the 3×3 grid does not divide evenly too
    }));

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Networks))]
    public void The_file_of_every_model_gives_the_checkpoints_embeddings_for_any_number_of_images(
        ModelKind kind, bool normalize, double dropout, int larger)
    {
        RunConfiguration configuration = Smallest(kind) with { Normalize = normalize, Dropout = dropout };
        configuration = configuration with { ImageSize = configuration.ImageSize + larger };
        using EmbeddingNetwork network = Network(configuration);
        OnnxFile.Write(Checkpoint(network, configuration), Target);

        using InferenceSession session = new(Target);
        int size = configuration.ImageSize;
        foreach (int count in new[] { 1, 5 })
        {
            using var scope = NewDisposeScope();
            float[] pixels = [.. Uniform(count, count * size * size).Select(v => (float)v)];
            float[] expected = network.Embed(tensor(pixels, [count, 1, size, size])).data<float>().ToArray();
            using var results = session.Run(
                [NamedOnnxValue.CreateFromTensor("images", new DenseTensor<float>(pixels, [count, 1, size, size]))]);
            Tensor<float> embeddings = Assert.Single(results).AsTensor<float>();
            Assert.Equal([count, configuration.EmbeddingSize], embeddings.Dimensions.ToArray());
            Assert.Equal(expected, embeddings, (a, b) => Math.Abs(a - b) <= 1e-5 * Math.Max(1, Math.Abs(a)));
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void The_file_has_the_contracts_input_and_output_opset_and_metadata(ModelKind kind)
    {
        RunConfiguration configuration = Smallest(kind);
        using EmbeddingNetwork network = Network(configuration);
        string checkpoint = Checkpoint(network, configuration);
        OnnxFile.Write(checkpoint, Target);

        using InferenceSession session = new(Target);
        int size = configuration.ImageSize;
        Assert.Equal([-1, 1, size, size], Assert.Single(session.InputMetadata, i => i.Key == "images").Value.Dimensions);
        Assert.Equal([-1, 6], Assert.Single(session.OutputMetadata, o => o.Key == "embeddings").Value.Dimensions);
        Assert.Equal(typeof(float), session.InputMetadata["images"].ElementType);
        using SafetensorsReader reader = new(checkpoint);
        Assert.Equal(reader.Metadata.OrderBy(m => m.Key), session.ModelMetadata.CustomMetadataMap.OrderBy(m => m.Key));
        ModelProto model = ModelProto.Parser.ParseFrom(File.ReadAllBytes(Target));
        Assert.Equal(17, Assert.Single(model.OpsetImport).Version);
        Assert.Empty(network.Parameters.Select(p => p.Name).Except(model.Graph.Initializer.Select(i => i.Name))); // under their names
    }

    [Fact]
    public void Embeddings_of_no_length_have_no_direction_in_either()
    {
        RunConfiguration configuration = Smallest(ModelKind.Siamese) with { Normalize = true };
        using EmbeddingNetwork network = Network(configuration);
        Change(network, "fc1.4", t => t.zero_());
        OnnxFile.Write(Checkpoint(network, configuration), Target); // its own check compares them
        Assert.True(File.Exists(Target));
    }

    [Fact]
    public void A_file_from_which_ONNX_Runtime_computes_other_embeddings_is_refused_and_does_not_stay()
    {
        RunConfiguration configuration = Smallest(ModelKind.Convnet);
        using EmbeddingNetwork network = Network(configuration);
        string checkpoint = Checkpoint(network, configuration);
        UserErrorException error = Assert.Throws<UserErrorException>(() => OnnxFile.Write(checkpoint, Target, (file, own, metadata) =>
        {
            Change(own, "embedding_norm.bias", t => t.add_(tensor(new[] { 0.01f, 0, 0, 0, 0, 0 })));
            OnnxCheck.Run(file, own, metadata);
        }));
        Assert.Contains("computes other embeddings", error.Message, StringComparison.Ordinal);
        Assert.False(File.Exists(Target));
    }

    [Fact]
    public void A_file_that_ONNX_Runtime_cannot_read_is_refused_and_does_not_stay()
    {
        RunConfiguration configuration = Smallest(ModelKind.Convnet);
        using EmbeddingNetwork network = Network(configuration);
        string checkpoint = Checkpoint(network, configuration);
        UserErrorException error = Assert.Throws<UserErrorException>(() => OnnxFile.Write(checkpoint, Target, (file, own, metadata) =>
        {
            File.WriteAllText(file, "no protocol buffer");
            OnnxCheck.Run(file, own, metadata);
        }));
        Assert.Contains("ONNX Runtime refuses the network", error.Message, StringComparison.Ordinal);
        Assert.False(File.Exists(Target));
    }

    [Theory]
    [InlineData("format", "siamese-sweep/0", "has the format siamese-sweep/0, which this build does not read")]
    [InlineData("model", "vgg", "a network of the model 'vgg', which this build does not know")]
    [InlineData("threshold", "NaN", "before a threshold was calibrated")]
    [InlineData("configuration", "{}", "is too small for image_size 100")] // of the seed's network, as in files that name no model
    [InlineData("without", "embedding_norm.bias", "missing embedding_norm.bias")]
    public void A_checkpoint_that_cannot_be_used_is_refused_with_the_reason_and_leaves_no_file(string key, string value, string why)
    {
        RunConfiguration configuration = Smallest(ModelKind.Convnet);
        using EmbeddingNetwork network = Network(configuration);
        Dictionary<string, string> metadata = Metadata(configuration);
        if (value == "{}")
        {
            metadata.Remove("model");
        }

        metadata[key] = value;
        string checkpoint = _folder.File("bad.safetensors");
        SafetensorsWriter.Write(checkpoint, [.. network.State.Where(t => key != "without" || t.Name != value)], metadata);
        UserErrorException error = Assert.Throws<UserErrorException>(() => OnnxFile.Write(checkpoint, Target));
        Assert.Contains(why, error.Message, StringComparison.Ordinal);
        Assert.False(File.Exists(Target));
    }

    [Fact]
    public void An_ensemble_is_refused()
    {
        RunConfiguration configuration = Smallest(ModelKind.Convnet);
        using EmbeddingNetwork network = Network(configuration);
        Dictionary<string, string> metadata = new(Metadata(configuration)) { ["towers"] = "2" };
        string checkpoint = _folder.File("ensemble.safetensors");
        SafetensorsWriter.Write(checkpoint, network.State, metadata);
        UserErrorException error = Assert.Throws<UserErrorException>(() => OnnxFile.Write(checkpoint, Target));
        Assert.Contains("ONNX does not support ensembles yet", error.Message, StringComparison.Ordinal);
        Assert.False(File.Exists(Target));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Local_contrast_standardization_and_mirror_averaging_are_inside_the_file(ModelKind kind)
    {
        foreach ((InputKind input, bool flip) in new[] { (InputKind.Contrast, false), (InputKind.Both, true), (InputKind.Grey, true) })
        {
            RunConfiguration configuration = Smallest(kind) with { Input = input, FlipEmbedding = flip };
            using EmbeddingNetwork network = Network(configuration);
            OnnxFile.Write(Checkpoint(network, configuration), Target);

            using InferenceSession session = new(Target);
            int size = configuration.ImageSize;
            using var scope = NewDisposeScope();
            float[] pixels = [.. Uniform(7, 4 * size * size).Select(v => (float)v)];
            using NetworkInput prepare = new(input, size, Grey, CPU, ScalarType.Float64);
            Tensor images = prepare.Apply(tensor(pixels, [4, 1, size, size]).to(ScalarType.Float64)).to(ScalarType.Float32);
            Tensor expected = new ImageEmbedder(network, configuration).Embed(images);
            using var results = session.Run(
                [NamedOnnxValue.CreateFromTensor("images", new DenseTensor<float>(pixels, [4, 1, size, size]))]);
            Assert.Equal(
                expected.data<float>().ToArray(), Assert.Single(results).AsTensor<float>(),
                (a, b) => Math.Abs(a - b) <= 2e-5 * Math.Max(1, Math.Abs(a)));
        }
    }

    public static TheoryData<ModelKind> Kinds => new(ModelRegistry.Kinds);

    private static RunConfiguration Smallest(ModelKind kind) =>
        new() { Model = kind, ImageSize = ModelCatalog.Of(kind).SmallestImageSize, EmbeddingSize = 6, Width = 4 };

    /// <summary>A network whose BatchNorms have seen images.</summary>
    private static EmbeddingNetwork Network(RunConfiguration configuration)
    {
        EmbeddingNetwork network = ModelRegistry.Create(new ModelRequest(configuration, 3, CPU));
        using var scope = NewDisposeScope();
        int size = configuration.ImageSize, channels = configuration.Input.Channels;
        for (int batch = 0; batch < 3; batch++)
        {
            Tensor images = tensor(Uniform(batch, 8 * size * size * channels), [8, channels, size, size]).to(float32);
            network.Backward(network.Train([images])[0].sum());
        }

        return network;
    }

    private static void Change(EmbeddingNetwork network, string name, Action<Tensor> change)
    {
        using var scope = NewDisposeScope();
        using (no_grad())
        {
            foreach (NamedTensor tensor in network.State.Where(t => t.Name.StartsWith(name, StringComparison.Ordinal)))
            {
                change(tensor.Tensor);
            }
        }
    }

    private static Dictionary<string, string> Metadata(RunConfiguration configuration) => new CheckpointMetadata(
        "sweep-0001.0.0.0", 3, 6, configuration, DissimilarityKind.Euclidean, 0.5, false,
        new Dictionary<string, double> { ["test.eer"] = 0.25 }, "f0", Grey).ToStrings();

    private string Checkpoint(EmbeddingNetwork network, RunConfiguration configuration)
    {
        string file = _folder.File("checkpoint.safetensors");
        SafetensorsWriter.Write(file, network.State, Metadata(configuration));
        return file;
    }
}
