using SiameseSweep.Core.Head;
using SiameseSweep.Core.Sweeps;
using SiameseSweep.Training.Data;
using SiameseSweep.Training.Evaluation;
using static TorchSharp.torch;

namespace SiameseSweep.Training.Checkpoints;

/// <summary>
/// Compares two images with a checkpoint on the host's CPU: the checkpoint alone says how. Safe to call from any thread; keeps the
/// last few checkpoints in memory.
/// </summary>
/// <param name="reads">Where a head does what costs its readers much; null: each comparison on a thread of the pool.</param>
public sealed class CheckpointVerifier(CostlyReads? reads = null) : IFaceVerifier, IDisposable
{
    private readonly LoadedCheckpoints _loaded = new();

    /// <summary>Checkpoints in memory.</summary>
    internal int Loaded => _loaded.Count;

    /// <inheritdoc/>
    public Task<FaceVerdict> Compare(string checkpointFile, byte[] imageA, byte[] imageB, CancellationToken cancellation = default) =>
        reads is null
            ? Task.Run(() => Compare(checkpointFile, imageA, imageB), cancellation)
            : reads.Read(() => Compare(checkpointFile, imageA, imageB), cancellation);

    /// <inheritdoc/>
    public void Dispose() => _loaded.Dispose();

    private FaceVerdict Compare(string checkpointFile, byte[] imageA, byte[] imageB)
    {
        DecodedImage a = FaceImageFile.Decode(imageA, "The first image"), b = FaceImageFile.Decode(imageB, "The second image");
        return _loaded.Use(checkpointFile, (network, metadata) =>
        {
            using var scope = NewDisposeScope();
            RunConfiguration configuration = metadata.Configuration;
            int size = configuration.ImageSize;
            float[] pixels = new float[2 * size * size];
            Prepare(a, configuration, pixels.AsSpan(0, size * size));
            Prepare(b, configuration, pixels.AsSpan(size * size));
            Tensor images = NetworkInput.Exactly(configuration.Input, metadata.Grey, pixels, size);
            Tensor embeddings = new ImageEmbedder(network, configuration).Embed(images);
            float dissimilarity = PairDissimilarities.Compute(embeddings, metadata.Dissimilarity)[0];
            return new FaceVerdict(dissimilarity, metadata.Threshold, dissimilarity <= metadata.Threshold);
        });
    }

    private static void Prepare(DecodedImage image, RunConfiguration configuration, Span<float> target) =>
        ImagePreparation.Prepare(image.Pixels, image.Width, image.Height, configuration.ImageSize, configuration.Invert, target);
}
