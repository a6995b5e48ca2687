using SiameseSweep.Core.Sweeps;
using SiameseSweep.Training.Data;
using SiameseSweep.Training.Models;
using SiameseSweep.Training.Onnx;
using static TorchSharp.torch;

namespace SiameseSweep.Training.Evaluation;

/// <summary>
/// Embeddings as they are compared. With <c>flip_embedding</c> an image's is the mean of its own and its mirror image's; where the
/// network's have an L2 norm of 1, so has the mean.
/// </summary>
/// <param name="network">The network.</param>
/// <param name="configuration">Of its run.</param>
internal sealed class ImageEmbedder(EmbeddingNetwork network, RunConfiguration configuration)
{
    private const int ChunkImages = 64; // always the same cut, so that the bits do not depend on memory

    /// <summary>Embeds images: [n, C, S, S] to [n, E], in the caller's dispose scope.</summary>
    /// <param name="images">The network's input; grey images where <paramref name="input"/> is given.</param>
    /// <param name="input">Makes the network's input of grey images.</param>
    /// <param name="map">Linear map of the network's embeddings, [E, E]; null for none. A norm is taken after it.</param>
    public Tensor Embed(Tensor images, NetworkInput? input = null, Tensor? map = null)
    {
        using (no_grad())
        {
            Tensor[] chunks = images.split(ChunkImages);
            Tensor[] embedded = new Tensor[chunks.Length];
            for (int i = 0; i < chunks.Length; i++)
            {
                using var scope = NewDisposeScope();
                Tensor chunk = input?.Apply(chunks[i]) ?? chunks[i];
                embedded[i] = Chunk(chunk, map).MoveToOuterDisposeScope();
            }

            return cat(embedded, 0);
        }
    }

    /// <summary>Adds it to a graph: the network's input, [C, S, S], to [E].</summary>
    public OnnxValue Describe(OnnxGraph graph, OnnxValue images)
    {
        OnnxValue own = network.Describe(graph, images);
        if (!configuration.FlipEmbedding)
        {
            return own;
        }

        OnnxValue mean = graph.Multiply(graph.Add(own, network.Describe(graph, graph.Mirror(images))), 0.5);
        return configuration.HasUnitEmbeddings ? graph.Normalize(mean) : mean;
    }

    private Tensor Chunk(Tensor images, Tensor? map)
    {
        Tensor own = View(images, map);
        return configuration.FlipEmbedding ? Normed(own.Plus(View(images.flip(3), map)).Times(0.5)) : own;
    }

    private Tensor View(Tensor images, Tensor? map)
    {
        Tensor embeddings = network.Embed(images);
        return map is null ? embeddings : Normed(embeddings.matmul(map.t()));
    }

    private Tensor Normed(Tensor embeddings) => configuration.HasUnitEmbeddings ? nn.functional.normalize(embeddings) : embeddings;
}
