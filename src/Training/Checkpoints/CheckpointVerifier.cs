using SiameseSweep.Core.Commands;
using SiameseSweep.Core.Sweeps;
using SiameseSweep.Training.Data;
using SiameseSweep.Training.Evaluation;
using SiameseSweep.Training.Models;
using static TorchSharp.torch;

namespace SiameseSweep.Training.Checkpoints;

/// <summary>Compares two images with a checkpoint on the host's CPU: the checkpoint alone says how.</summary>
public sealed class CheckpointVerifier : IFaceVerifier
{
    /// <inheritdoc/>
    public Task<FaceVerdict> Compare(string checkpointFile, byte[] imageA, byte[] imageB, CancellationToken cancellation = default) =>
        Task.Run(() => Compare(checkpointFile, imageA, imageB), cancellation);

    private static FaceVerdict Compare(string checkpointFile, byte[] imageA, byte[] imageB)
    {
        using var scope = NewDisposeScope();
        using SafetensorsReader file = new(checkpointFile);
        CheckpointMetadata metadata = CheckpointMetadata.From(file);
        RunConfiguration configuration = metadata.Configuration;
        int size = configuration.ImageSize;
        float[] pixels = new float[2 * size * size];
        Prepare(FaceImageFile.Decode(imageA, "the first image"), configuration, pixels.AsSpan(0, size * size));
        Prepare(FaceImageFile.Decode(imageB, "the second image"), configuration, pixels.AsSpan(size * size));

        using SiameseNetwork network = new(size, configuration.EmbeddingSize, configuration.Dropout, key: 0, CPU);
        file.CopyInto(network.State);
        Tensor embeddings = network.Embed(tensor(pixels, [2, 1, size, size]));
        float dissimilarity = PairDissimilarities.Compute(embeddings, metadata.Dissimilarity)[0];
        return new FaceVerdict(dissimilarity, metadata.Threshold, dissimilarity <= metadata.Threshold);
    }

    private static void Prepare(DecodedImage image, RunConfiguration configuration, Span<float> target) =>
        ImagePreparation.Prepare(image.Pixels, image.Width, image.Height, configuration.ImageSize, configuration.Invert, target);
}
