namespace SiameseSweep.Core.Models;

/// <summary>Everything about a model that is known without making one.</summary>
public sealed record ModelDefinition
{
    /// <summary>The model.</summary>
    public required ModelKind Kind { get; init; }

    /// <summary>Name in sweep files and checkpoints.</summary>
    public string Name => field ??= Kind.ToString().ToLowerInvariant();

    /// <summary>Length of the embedding where a trial gives none.</summary>
    public required int DefaultEmbeddingSize { get; init; }

    /// <summary>Side of the input image in pixels where a trial gives none.</summary>
    public required int DefaultImageSize { get; init; }

    /// <summary>Smallest side of an input image in pixels.</summary>
    public required int SmallestImageSize { get; init; }

    /// <summary>Whether the parameter <c>width</c> means anything.</summary>
    public bool HasWidth { get; init; }

    /// <summary>Whether embeddings have an L2 norm of 1 whatever <c>normalize</c> says.</summary>
    public bool AlwaysNormalizes { get; init; }

    /// <summary>Training time of an image, in units of the time that the seed's network takes for a pixel.</summary>
    public required Func<NetworkShape, double> CostPerImage { get; init; }

    /// <summary>Bytes of the larger weights in single precision: the least that a network takes in memory or in a file.</summary>
    public required Func<NetworkShape, long> LeastBytes { get; init; }
}
