using SiameseSweep.Core.Losses;
using SiameseSweep.Core.Sweeps;
using SiameseSweep.Training.Mining;
using static TorchSharp.torch;

namespace SiameseSweep.Training.Losses;

/// <summary>
/// The seed's loss (Hadsell, Chopra, LeCun 2006, as github.com/harveyslash/Facial-Similarity-with-Siamese-Networks-in-Pytorch
/// writes it): mean[(1 − l)·d² + l·max(0, m − d)²] over the pairs, l = 1 for different people, without the paper's factor ½.
/// d = ‖a − b + 1e-6‖₂. Other public code labels the other way round or squares nothing: its numbers do not compare.
/// With mining the pairs are those of a balanced batch, chosen and weighed as <see cref="PairMiner"/> says.
/// </summary>
/// <param name="margin">m, beyond which different people cost nothing; &gt; 0.</param>
/// <param name="mining">Random: two branches and labels come in; else one branch and its people.</param>
public sealed class ContrastiveLoss(double margin, MiningKind mining = MiningKind.Random) : SiameseLoss(LossKind.Contrastive)
{
    /// <summary>p(1 − p)m²: all distances equal to pm is the best that says nothing. In training p = ½, mined or not.</summary>
    public override double ChanceFloor(double shareDifferent) => shareDifferent * (1 - shareDifferent) * margin * margin;

    /// <inheritdoc/>
    public override Tensor Forward(IReadOnlyList<Tensor> embeddings, Tensor? different, Tensor? people)
    {
        using var scope = NewDisposeScope();
        if (mining == MiningKind.Random)
        {
            (Tensor a, Tensor b, Tensor labels) = Pairs(embeddings, different, nameof(ContrastiveLoss));
            Tensor distances = EmbeddingDistances.Euclidean(a, b);
            return (labels.SubtractedFrom(1) * Pull(distances)).Plus(labels * Push(distances)).mean().MoveToOuterDisposeScope();
        }

        (Tensor images, Tensor classes) = Images(embeddings, people, nameof(ContrastiveLoss));
        Tensor matrix = EmbeddingDistances.EuclideanMatrix(images);
        Tensor weights = PairMiner.Weights(matrix, classes, margin, mining);
        Tensor alike = classes.unsqueeze(1).eq(classes.unsqueeze(0));
        return (weights * where(alike, Pull(matrix), Push(matrix))).sum().MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public override double EvaluationLoss(ReadOnlySpan<float> dissimilarities, ReadOnlySpan<bool> different)
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

    private static Tensor Pull(Tensor distances) => distances.Squared();

    private Tensor Push(Tensor distances) => distances.SubtractedFrom(margin).AtLeast(0).Squared();
}
