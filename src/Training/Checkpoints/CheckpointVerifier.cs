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
        PreparedImages images = ImagePreparation.Prepare(
            [FaceImageFile.Decode(imageA, "the first image"), FaceImageFile.Decode(imageB, "the second image")],
            configuration.ImageSize, configuration.Invert);

        using SiameseNetwork network = new(configuration.ImageSize, configuration.EmbeddingSize, configuration.Dropout, key: 0, CPU);
        file.CopyInto(network.State);
        Tensor embeddings = network.Embed(tensor(images.Pixels, [2, 1, images.Size, images.Size]));
        float dissimilarity = PairDissimilarities.Compute(embeddings, metadata.Dissimilarity)[0];
        return new FaceVerdict(dissimilarity, metadata.Threshold, dissimilarity <= metadata.Threshold);
    }
}
