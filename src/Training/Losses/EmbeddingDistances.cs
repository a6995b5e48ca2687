using static TorchSharp.torch;

namespace SiameseSweep.Training.Losses;

/// <summary>
/// Distances between embeddings, with PyTorch's small constants. Both constants keep the gradient finite where two
/// embeddings coincide: the derivative of a plain √ is infinite there, and infinity times zero is NaN.
/// </summary>
public static class EmbeddingDistances
{
    /// <summary>Added to every coordinate's difference, as in <c>torch.nn.functional.pairwise_distance</c>.</summary>
    public const double EuclideanEpsilon = 1e-6;

    /// <summary>Added to every squared length, as in <c>torch.nn.functional.cosine_embedding_loss</c>.</summary>
    public const double CosineEpsilon = 1e-12;

    /// <summary>‖a − b + 1e-6‖₂ row by row: [B, E] and [B, E] to [B].</summary>
    public static Tensor Euclidean(Tensor a, Tensor b)
    {
        using Tensor difference = a - b;
        using Tensor shifted = difference.Plus(EuclideanEpsilon);
        return shifted.norm(-1, false, 2f);
    }

    /// <summary>cos(a, b) row by row: [B, E] and [B, E] to [B].</summary>
    public static Tensor Cosine(Tensor a, Tensor b)
    {
        using var scope = NewDisposeScope();
        Tensor lengths = (SquaredLengths(a) * SquaredLengths(b)).sqrt();
        return ((a * b).sum(-1) / lengths).MoveToOuterDisposeScope();
    }

    /// <summary>‖eᵢ − eⱼ + 1e-6‖₂ for every i and j: [B, E] to [B, B].</summary>
    public static Tensor EuclideanMatrix(Tensor embeddings)
    {
        using Tensor rows = embeddings.unsqueeze(1);
        using Tensor columns = embeddings.unsqueeze(0);
        return Euclidean(rows, columns);
    }

    /// <summary>cos(eᵢ, eⱼ) for every i and j: [B, E] to [B, B].</summary>
    public static Tensor CosineMatrix(Tensor embeddings)
    {
        using var scope = NewDisposeScope();
        Tensor squares = SquaredLengths(embeddings);
        Tensor lengths = (squares.unsqueeze(1) * squares.unsqueeze(0)).sqrt();
        return (embeddings.matmul(embeddings.t()) / lengths).MoveToOuterDisposeScope();
    }

    /// <summary>e / √(‖e‖² + 1e-12) row by row, whose products are the cosines: [B, E] to [B, E]; 0 for an embedding of 0.</summary>
    public static Tensor Directions(Tensor embeddings)
    {
        using var scope = NewDisposeScope();
        return (embeddings / SquaredLengths(embeddings).sqrt().unsqueeze(-1)).MoveToOuterDisposeScope();
    }

    private static Tensor SquaredLengths(Tensor x) => (x * x).sum(-1).Plus(CosineEpsilon);
}
