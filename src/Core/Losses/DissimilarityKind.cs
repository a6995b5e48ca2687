namespace SiameseSweep.Core.Losses;

/// <summary>Dissimilarity of two embeddings.</summary>
public enum DissimilarityKind
{
    /// <summary>‖a − b + 1e-6‖₂, PyTorch's <c>pairwise_distance</c>; ≥ 0.</summary>
    Euclidean,

    /// <summary>1 − cos(a, b); 0 to 2.</summary>
    Cosine,
}
