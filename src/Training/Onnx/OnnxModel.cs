using SiameseSweep.Core;
using SiameseSweep.Core.Sweeps;
using SiameseSweep.Training.Checkpoints;
using SiameseSweep.Training.Data;
using SiameseSweep.Training.Evaluation;
using SiameseSweep.Training.Models;
using SiameseSweep.Training.Onnx.Schema;

namespace SiameseSweep.Training.Onnx;

/// <summary>
/// A checkpoint as an ONNX model: grey levels in [0, 1] after the resize to embeddings, everything between inside (CONTRACT §4).
/// </summary>
internal static class OnnxModel
{
    /// <summary>Name of the input, float32 [N, 1, S, S].</summary>
    public const string Images = "images";

    /// <summary>Name of the output, float32 [N, E].</summary>
    public const string Embeddings = "embeddings";

    private const int Opset = 17, FormatOfOpset = 8;

    /// <summary>Describes a checkpoint.</summary>
    /// <param name="network">Its network; the weights are copied.</param>
    /// <param name="checkpoint">What it says about itself.</param>
    /// <param name="metadata">The same as it stands in the file.</param>
    /// <exception cref="UserErrorException">It is an ensemble.</exception>
    public static ModelProto Of(EmbeddingNetwork network, CheckpointMetadata checkpoint, IReadOnlyDictionary<string, string> metadata)
    {
        if (metadata.ContainsKey("towers"))
        {
            throw new UserErrorException("ONNX does not support ensembles yet. Take the checkpoint as safetensors.");
        }

        RunConfiguration configuration = checkpoint.Configuration;
        OnnxGraph graph = new(network.State);
        OnnxValue images = graph.Input(Images, 1, configuration.ImageSize, configuration.ImageSize);
        OnnxValue input = NetworkInput.Describe(graph, images, configuration.Input, checkpoint.Grey);
        graph.Output(Embeddings, new ImageEmbedder(network, configuration).Describe(graph, input));
        return new ModelProto
        {
            IrVersion = FormatOfOpset,
            ProducerName = "siamese-sweep",
            ProducerVersion = typeof(OnnxModel).Assembly.GetName().Version?.ToString(fieldCount: 3) ?? "",
            OpsetImport = { new OperatorSetIdProto { Version = Opset } },
            Graph = graph.Proto,
            MetadataProps = { metadata.Select(m => new StringStringEntryProto { Key = m.Key, Value = m.Value }) },
        };
    }
}
