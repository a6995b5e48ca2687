using System.Text.Json;
using SiameseSweep.Core;
using SiameseSweep.Core.Sweeps;
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

    /// <summary>Describes a network.</summary>
    /// <param name="network">Its weights are copied.</param>
    /// <param name="configuration">Of its run.</param>
    /// <param name="metadata">The strings that the checkpoint holds about itself.</param>
    public static ModelProto Of(
        EmbeddingNetwork network, RunConfiguration configuration, IReadOnlyDictionary<string, string> metadata)
    {
        ThrowIfNotSupported(metadata);
        OnnxGraph graph = new(network.State);
        OnnxValue images = graph.Input(Images, 1, configuration.ImageSize, configuration.ImageSize);
        graph.Output(Embeddings, network.Describe(graph, images));
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

    // By the text: a graph without them would be one of other embeddings.
    private static void ThrowIfNotSupported(IReadOnlyDictionary<string, string> metadata)
    {
        JsonElement parameters = JsonElement.Parse(metadata["configuration"]);
        string? what = metadata.ContainsKey("towers") ? "ensembles"
            : parameters.TryGetProperty("input", out JsonElement input) && input.ToString() != "grey" ? $"input: {input}"
            : parameters.TryGetProperty("flip_embedding", out JsonElement flip) && flip.ValueKind == JsonValueKind.True ? "flip_embedding"
            : null;
        if (what is not null)
        {
            throw new UserErrorException($"ONNX does not support {what} yet. Take the checkpoint as safetensors.");
        }
    }
}
