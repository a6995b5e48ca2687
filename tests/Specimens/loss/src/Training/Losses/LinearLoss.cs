using SiameseSweep.Core.Losses;
using SiameseSweep.Core.Mining;
using SiameseSweep.Training.Mining;
using static TorchSharp.torch;

namespace SiameseSweep.Training.Losses;

/// <summary>
/// The contrastive loss without its squares: mean[(1 − l)·d + l·max(0, m − d)] over the pairs, l = 1 for different people.
/// </summary>
/// <param name="margin">m, beyond which different people cost nothing; &gt; 0.</param>
/// <param name="mining">Random: two branches and labels come in; else one branch and its people.</param>
public sealed class LinearLoss(double margin, MiningKind mining) : SiameseLoss(LossKind.Linear)
{
    /// <inheritdoc/>
    public override Tensor Forward(IReadOnlyList<Tensor> embeddings, Tensor? different, Tensor? people)
    {
        using var scope = NewDisposeScope();
        if (!mining.IsMined)
        {
            (Tensor a, Tensor b, Tensor labels) = Pairs(embeddings, different, nameof(LinearLoss));
            Tensor distances = EmbeddingDistances.Euclidean(a, b);
            return (labels.SubtractedFrom(1) * distances).Plus(labels * Push(distances)).mean().MoveToOuterDisposeScope();
        }

        (Tensor images, Tensor classes) = Images(embeddings, people, nameof(LinearLoss));
        Tensor matrix = EmbeddingDistances.EuclideanMatrix(images);
        Tensor weights = PairMiner.Weights(matrix, classes, margin, mining);
        Tensor alike = classes.unsqueeze(1).eq(classes.unsqueeze(0));
        return (weights * where(alike, matrix, Push(matrix))).sum().MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public override double EvaluationLoss(ReadOnlySpan<float> dissimilarities, ReadOnlySpan<bool> different)
    {
        CheckLengths(dissimilarities, different);
        double sum = 0;
        for (int i = 0; i < dissimilarities.Length; i++)
        {
            sum += different[i] ? Math.Max(0, margin - dissimilarities[i]) : dissimilarities[i];
        }

        return sum / dissimilarities.Length;
    }

    private Tensor Push(Tensor distances) => distances.SubtractedFrom(margin).AtLeast(0);
}
