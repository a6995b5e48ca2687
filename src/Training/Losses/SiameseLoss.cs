using SiameseSweep.Core.Losses;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace SiameseSweep.Training.Losses;

/// <summary>
/// A loss over embeddings. One per run; owns the parameters it trains beside the network's (the heads of classification losses).
/// </summary>
/// <param name="kind">Which loss.</param>
public abstract class SiameseLoss(LossKind kind) : IDisposable
{
    /// <summary>Definition of the loss.</summary>
    public LossDefinition Definition { get; } = LossCatalog.Of(kind);

    /// <summary>The mean loss of a batch, a scalar tensor on the embeddings' device.</summary>
    /// <param name="embeddings">One [B, E] tensor a branch.</param>
    /// <param name="different">[B] floats, 1 different, 0 same, for pairs; else null.</param>
    /// <param name="people">[B] int64 class indices for one branch; else null.</param>
    public abstract Tensor Forward(IReadOnlyList<Tensor> embeddings, Tensor? different, Tensor? people);

    /// <summary>
    /// The loss of evaluation pairs, from their dissimilarities, as <see cref="Forward"/> would have it; NaN when it has none.
    /// </summary>
    public virtual double EvaluationLoss(ReadOnlySpan<float> dissimilarities, ReadOnlySpan<bool> different)
    {
        CheckLengths(dissimilarities, different);
        return double.NaN;
    }

    /// <summary>Parameters trained beside the network's, by name; kept in the resume file, not in the checkpoint.</summary>
    public virtual IReadOnlyList<(string Name, Parameter Parameter)> Parameters => [];

    /// <inheritdoc/>
    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    /// <summary>The two branches and labels of a batch of pairs.</summary>
    /// <exception cref="ArgumentException">The batch is not one of pairs: sampler and loss do not fit.</exception>
    private protected static (Tensor A, Tensor B, Tensor Different) Pairs(
        IReadOnlyList<Tensor> embeddings,
        Tensor? different,
        string loss
    ) =>
        embeddings.Count == 2 && different is not null
            ? (embeddings[0], embeddings[1], different)
            : throw new ArgumentException(
                $"{loss} takes two branches and their labels, not {embeddings.Count} branches {(different is null ? "without" : "with")} "
                    + $"labels."
            );

    /// <summary>The one branch and its class indices of a batch of images.</summary>
    /// <exception cref="ArgumentException">The batch is not one of images: sampler and loss do not fit.</exception>
    private protected static (Tensor Embeddings, Tensor People) Images(IReadOnlyList<Tensor> embeddings, Tensor? people, string loss) =>
        embeddings.Count == 1 && people is not null
            ? (embeddings[0], people)
            : throw new ArgumentException(
                $"{loss} takes one branch and its people, not {embeddings.Count} branches {(people is null ? "without" : "with")} people.");

    /// <summary>Refuses evaluation pairs whose labels are missing.</summary>
    private protected static void CheckLengths(ReadOnlySpan<float> dissimilarities, ReadOnlySpan<bool> different)
    {
        if (dissimilarities.Length != different.Length)
        {
            throw new ArgumentException($"{dissimilarities.Length} dissimilarities came with {different.Length} labels.");
        }
    }

    /// <summary>Frees what it owns.</summary>
    protected virtual void Dispose(bool disposing)
    {
        if (disposing)
        {
            foreach ((_, Parameter parameter) in Parameters)
            {
                parameter.Dispose();
            }
        }
    }
}
