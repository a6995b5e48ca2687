using SiameseSweep.Training.Onnx;
using static TorchSharp.torch;

namespace SiameseSweep.Training.Models;

/// <summary>
/// A network that maps images to embeddings. A new model is one class (a subclass, or a feature extractor for a <see
/// cref="PooledNetwork"/>),
/// one entry in Core's <c>ModelCatalog</c> and one line in <see cref="ModelRegistry"/>. Not thread-safe; belongs to the thread that
/// trains it.
/// </summary>
public abstract class EmbeddingNetwork : IDisposable
{
    /// <summary>The places of dropout; <see cref="Train"/> asks for their masks by their index.</summary>
    public abstract IReadOnlyList<DropoutSite> DropoutSites { get; }

    /// <summary>The tensors that the optimizer steps, under the names of the model's PyTorch module.</summary>
    public abstract IReadOnlyList<NamedTensor> Parameters { get; }

    /// <summary>
    /// Parameters and BatchNorm's statistics, under the names of the PyTorch module's <c>state_dict</c> and in its order.
    /// </summary>
    public abstract IReadOnlyList<NamedTensor> State { get; }

    /// <summary>Embeddings in training mode, for one <see cref="Backward"/>. Call both on one thread, inside one dispose scope.</summary>
    /// <param name="branches">[B, C, S, S] a branch.</param>
    /// <param name="dropoutMask">
    /// For a branch and an index into <see cref="DropoutSites"/> a [B, C] tensor of 0 and 1/(1 − p); null without dropout. Two threads may
    /// ask at once.
    /// </param>
    /// <returns>[B, E] a branch.</returns>
    public abstract Tensor[] Train(IReadOnlyList<Tensor> branches, Func<int, int, Tensor>? dropoutMask = null);

    /// <summary>Computes the gradients of everything that was trained by the last <see cref="Train"/>.</summary>
    /// <param name="loss">A scalar of the embeddings that <see cref="Train"/> gave.</param>
    /// <exception cref="InvalidOperationException">There was no <see cref="Train"/> before it.</exception>
    public abstract void Backward(Tensor loss);

    /// <summary>Embeddings in evaluation mode, without gradients: [N, C, S, S] to [N, E]. Call it inside a dispose scope.</summary>
    public abstract Tensor Embed(Tensor images);

    /// <summary>Adds the mathematics of <see cref="Embed"/> to a graph.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="images">[C, S, S] an image.</param>
    /// <returns>[E] an image.</returns>
    internal abstract OnnxValue Describe(OnnxGraph graph, OnnxValue images);

    /// <summary>
    /// The state of a network whose last layer has a linear map of the embeddings in it. Where embeddings get an L2 norm, they get it after
    /// the map.
    /// </summary>
    /// <param name="map">[E, E], of the network's type and device.</param>
    /// <returns>New tensors, in the caller's dispose scope, beside those of <see cref="State"/> that do not change.</returns>
    public abstract IReadOnlyList<NamedTensor> StateWith(Tensor map);

    /// <inheritdoc/>
    public abstract void Dispose();
}
