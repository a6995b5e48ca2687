namespace SiameseSweep.Core.Models;

/// <summary>The facts about a model that are known without making one.</summary>
/// <param name="Kind">The model.</param>
/// <param name="DefaultEmbeddingSize">Length of the embedding when nothing says otherwise.</param>
/// <param name="DefaultImageSize">Side of the input image in pixels when nothing says otherwise.</param>
/// <param name="SmallestImageSize">Smallest side of an input image in pixels.</param>
/// <param name="HasWidth">Whether the parameter <c>width</c> means anything.</param>
/// <param name="AlwaysNormalizes">Whether embeddings have an L2 norm of 1 whatever <c>normalize</c> says.</param>
/// <param name="CostPerImage">
/// Training time of an image, in units of the time that the seed's network takes for a pixel.
/// </param>
/// <param name="LeastBytes">Bytes of the larger weights in single precision: the least that a network takes in memory or in a file.</param>
public sealed record ModelDefinition(
    ModelKind Kind, int DefaultEmbeddingSize, int DefaultImageSize, int SmallestImageSize, bool HasWidth, bool AlwaysNormalizes,
    Func<NetworkShape, double> CostPerImage, Func<NetworkShape, long> LeastBytes)
{
    /// <summary>The name in sweep files and checkpoints.</summary>
    public string Name { get; } = Kind.ToString().ToLowerInvariant();
}
