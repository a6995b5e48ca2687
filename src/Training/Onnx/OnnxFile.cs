using Google.Protobuf;
using SiameseSweep.Core;
using SiameseSweep.Training.Checkpoints;
using SiameseSweep.Training.Models;

namespace SiameseSweep.Training.Onnx;

/// <summary>Writes checkpoints as ONNX files.</summary>
public static class OnnxFile
{
    /// <summary>Writes a checkpoint as ONNX and checks that ONNX Runtime computes the same embeddings from it.</summary>
    /// <param name="checkpoint">A safetensors checkpoint.</param>
    /// <param name="target">Where to write; after an error there is no file.</param>
    /// <exception cref="UserErrorException">The checkpoint cannot be used, or ONNX Runtime does not agree with it.</exception>
    public static void Write(string checkpoint, string target) => Write(checkpoint, target, OnnxCheck.Run);

    /// <summary>As the other, with a check of the caller's.</summary>
    internal static void Write(string checkpoint, string target, Action<string, EmbeddingNetwork, CheckpointMetadata> check)
    {
        using LoadedCheckpoints loaded = new();
        loaded.Use(checkpoint, (network, metadata) =>
        {
            using SafetensorsReader reader = new(checkpoint);
            try
            {
                using (FileStream file = new(target, FileMode.Create, FileAccess.Write))
                {
                    OnnxModel.Of(network, metadata, reader.Metadata).WriteTo(file);
                    file.Flush(flushToDisk: true);
                }

                check(target, network, metadata);
            }
            catch
            {
                AtomicFile.Discard(target);
                throw;
            }

            return metadata;
        });
    }
}
