using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using SiameseSweep.Core;
using SiameseSweep.Core.Sweeps;
using SiameseSweep.Training.Checkpoints;
using SiameseSweep.Training.Data;
using SiameseSweep.Training.Evaluation;
using SiameseSweep.Training.Models;
using static TorchSharp.torch;
using Tensor = TorchSharp.torch.Tensor;

namespace SiameseSweep.Training.Onnx;

/// <summary>Comparison of an ONNX file with the network that it was made of, by ONNX Runtime on the CPU.</summary>
internal static class OnnxCheck
{
    /// <summary>Largest difference of an embedding's values, for values up to 1; relative to the largest value above that.</summary>
    public const float Tolerance = 1e-4f;

    private const int ImageCount = 3;

    /// <summary>Embeds a few images by both.</summary>
    /// <param name="file">The ONNX file.</param>
    /// <param name="network">The network.</param>
    /// <param name="checkpoint">The checkpoint's metadata.</param>
    /// <exception cref="UserErrorException">ONNX Runtime refuses the file, computes other embeddings, or cannot be loaded.</exception>
    public static void Run(string file, EmbeddingNetwork network, CheckpointMetadata checkpoint)
    {
        int imageSize = checkpoint.Configuration.ImageSize;
        float[] pixels = Pixels(ImageCount * imageSize * imageSize);
        float[] ours = Embed(network, checkpoint, pixels), theirs;
        try
        {
            theirs = Embed(file, pixels, imageSize);
        }
        catch (Exception error) when (error is OnnxRuntimeException)
        {
            throw Failed($"ONNX Runtime refuses the network: {error.Message.TrimEnd('.')}", error);
        }
        catch (Exception error) when (error is TypeInitializationException or DllNotFoundException or EntryPointNotFoundException)
        {
            throw Failed($"ONNX Runtime cannot be loaded on this system: {error.GetBaseException().Message.TrimEnd('.')}", error);
        }

        float allowed = Tolerance * Math.Max(1, ours.Max(Math.Abs));
        if (theirs.Length != ours.Length || !ours.Zip(theirs).All(e => Math.Abs(e.First - e.Second) <= allowed))
        {
            throw Failed("ONNX Runtime computes other embeddings than the checkpoint does");
        }
    }

    private static float[] Embed(string file, float[] pixels, int size)
    {
        using SessionOptions options = new() { LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR };
        using InferenceSession session = new(file, options);
        DenseTensor<float> images = new(pixels, [ImageCount, 1, size, size]);
        using IDisposableReadOnlyCollection<DisposableNamedOnnxValue> results =
            session.Run([NamedOnnxValue.CreateFromTensor(OnnxModel.Images, images)], [OnnxModel.Embeddings]);
        return [.. results[0].AsEnumerable<float>()];
    }

    private static float[] Embed(EmbeddingNetwork network, CheckpointMetadata checkpoint, float[] pixels)
    {
        using var scope = NewDisposeScope();
        RunConfiguration configuration = checkpoint.Configuration;
        Tensor images = NetworkInput.Exactly(configuration.Input, checkpoint.Grey, pixels, configuration.ImageSize);
        return new ImageEmbedder(network, configuration).Embed(images).contiguous().data<float>().ToArray();
    }

    // Grey levels without a pattern: the high bits of multiples of 2³²/φ.
    private static float[] Pixels(int count) =>
        [.. Enumerable.Range(1, count).Select(i => unchecked((uint)i * 2654435769u * (uint)(i >> 3 | 1)) >> 24).Select(v => v / 255f)];

    private static UserErrorException Failed(string why, Exception? inner = null) =>
        new($"The checkpoint cannot be given as ONNX: {why}. Take it as safetensors.", UserErrorCause.Environment, inner);
}
