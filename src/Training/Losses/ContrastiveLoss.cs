using static TorchSharp.torch;

namespace SiameseSweep.Training.Losses;

/// <summary>
/// The seed's loss (Hadsell, Chopra, LeCun 2006, as github.com/harveyslash/Facial-Similarity-with-Siamese-Networks-in-Pytorch
/// writes it): mean[(1 − l)·d² + l·max(0, m − d)²] over the pairs, l = 1 for different people, without the paper's factor ½.
/// d = ‖a − b + 1e-6‖₂. Other public code labels the other way round or squares nothing: its numbers do not compare.
/// </summary>
/// <param name="margin">m, beyond which different people cost nothing; &gt; 0.</param>
public sealed class ContrastiveLoss(double margin) : SiameseLoss
{
    /// <inheritdoc/>
    public override DissimilarityKind Dissimilarity => DissimilarityKind.Euclidean;

    /// <inheritdoc/>
    public override bool HasEvaluationLoss => true;

    /// <summary>p(1 − p)m²: all distances equal to pm is the best that says nothing.</summary>
    public override double ChanceFloor(double shareDifferent) => Floor(margin, shareDifferent);

    /// <inheritdoc/>
    public override Tensor Forward(IReadOnlyList<Tensor> embeddings, Tensor? different, Tensor? people)
    {
        (Tensor a, Tensor b, Tensor labels) = Pairs(embeddings, different, nameof(ContrastiveLoss));
        using var scope = NewDisposeScope();
        Tensor distances = EmbeddingDistances.Euclidean(a, b);
        Tensor same = (1 - labels) * distances.square();
        Tensor apart = labels * (margin - distances).clamp_min(0).square();
        return (same + apart).mean().MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public override double EvaluationLoss(ReadOnlySpan<float> dissimilarities, ReadOnlySpan<bool> different) =>
        Evaluate(margin, dissimilarities, different);

    internal static double Floor(double margin, double shareDifferent) => shareDifferent * (1 - shareDifferent) * margin * margin;

    internal static double Evaluate(double margin, ReadOnlySpan<float> dissimilarities, ReadOnlySpan<bool> different)
    {
        CheckLengths(dissimilarities, different);
        double sum = 0;
        for (int i = 0; i < dissimilarities.Length; i++)
        {
            double d = dissimilarities[i];
            double missing = Math.Max(0, margin - d); // NaN stays NaN in Math.Max
            sum += different[i] ? missing * missing : d * d;
        }

        return sum / dissimilarities.Length;
    }
}
