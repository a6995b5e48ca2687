namespace SiameseSweep.Core.Models;

/// <summary>The sizes that decide how much a network computes and holds.</summary>
/// <param name="ImageSize">Side of the square input image in pixels.</param>
/// <param name="EmbeddingSize">Length of the embedding.</param>
/// <param name="Width">Channels of the first block; without meaning for models that have no width.</param>
/// <param name="Channels">Channels of the input.</param>
public readonly record struct NetworkShape(long ImageSize, long EmbeddingSize, long Width, long Channels);
