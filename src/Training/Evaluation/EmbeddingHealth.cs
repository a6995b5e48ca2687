using SiameseSweep.Core.Losses;
using static TorchSharp.torch;

namespace SiameseSweep.Training.Evaluation;

/// <summary>Spread and effective rank of the embeddings of unseen images. All NaN if an embedding is not finite.</summary>
/// <param name="Spread">
/// Root mean square distance from their mean; of the directions (each vector scaled to length 1) where they are compared by cosine.
/// </param>
/// <param name="Length">Root mean square length of the vectors.</param>
/// <param name="EffectiveRank">
/// exp of the entropy of the singular values of the centred embeddings, as shares of their sum (Roy and Vetterli, "The effective
/// rank", 2007): 1 for points on a line, E for points that fill all E directions alike; 0 when all are one point.
/// </param>
public sealed record EmbeddingHealth(double Spread, double Length, double EffectiveRank)
{
    /// <summary>
    /// Below this share of the scale the spread is nothing. The seed's untrained network spreads over 0.13 once BatchNorm knows its
    /// statistics, and over 0.0003 to 0.0013 after a single step's share of them: slow beginners must not look collapsed.
    /// </summary>
    public const double CollapsedShare = 1e-4;

    /// <summary>Below this the points lie on a line.</summary>
    public const double CollapsedRank = 1.01;

    /// <summary>Measures embeddings.</summary>
    /// <param name="embeddings">[n, E] on any device, n ≥ 1.</param>
    /// <param name="kind">How they are compared.</param>
    public static EmbeddingHealth Measure(Tensor embeddings, DissimilarityKind kind)
    {
        using var guard = no_grad();
        using var scope = NewDisposeScope();
        Tensor x = embeddings.detach().cpu().to(ScalarType.Float64);
        Tensor lengths = x.Squared().sum(1, keepdim: true).sqrt();
        double length = lengths.Squared().mean().sqrt().item<double>();
        if (!double.IsFinite(length))
        {
            return new EmbeddingHealth(double.NaN, double.NaN, double.NaN);
        }

        Tensor points = kind == DissimilarityKind.Cosine ? x / lengths.AtLeast(1e-12) : x;
        Tensor centred = points - points.mean([0L], keepdim: true);
        double spread = centred.Squared().sum(1).mean().sqrt().item<double>();
        return new EmbeddingHealth(spread, length, spread == 0 ? 0 : RankOf(linalg.svdvals(centred).data<double>().ToArray()));
    }

    /// <summary>
    /// Whether nothing can be told apart any more: a spread below a ten-thousandth of the scale (the margin in the unit of distances; 1
    /// for directions; their own length where there is no margin), points on a line, or values that are not finite.
    /// </summary>
    /// <param name="kind">How the embeddings are compared.</param>
    /// <param name="margin">The loss's margin; null for a loss without one.</param>
    public bool IsCollapsed(DissimilarityKind kind, double? margin)
    {
        double scale = kind == DissimilarityKind.Cosine ? 1 : margin ?? Length;
        return !(Spread > CollapsedShare * scale && EffectiveRank >= CollapsedRank);
    }

    private static double RankOf(double[] singularValues)
    {
        double sum = singularValues.Sum(), entropy = 0;
        foreach (double value in singularValues)
        {
            double share = value / sum;
            entropy -= share > 0 ? share * Math.Log(share) : 0;
        }

        return Math.Exp(entropy);
    }
}
