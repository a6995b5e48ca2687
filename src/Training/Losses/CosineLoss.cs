using SiameseSweep.Core.Losses;
using SiameseSweep.Core.Mining;
using SiameseSweep.Training.Mining;
using static TorchSharp.torch;

namespace SiameseSweep.Training.Losses;

/// <summary>
/// <c>torch.nn.CosineEmbeddingLoss</c>: mean of 1 − cos for the same person and max(0, cos − m) for different people, with 1e-12
/// added to the squared lengths. Torch's targets +1 and −1 are the seed's labels 0 and 1. Embeddings are compared by 1 − cos.
/// With mining the pairs are those of a balanced batch, chosen and weighed as <see cref="PairMiner"/> says.
/// </summary>
/// <param name="margin">m, the cosine below which different people cost nothing; above 0 and below 1 (torch's default 0 leaves them
/// no room to be alike at all).</param>
/// <param name="mining">Random: two branches and labels come in; else one branch and its people.</param>
public sealed class CosineLoss(double margin, MiningKind mining = MiningKind.Random) : SiameseLoss(LossKind.Cosine)
{
    /// <inheritdoc/>
    public override Tensor Forward(IReadOnlyList<Tensor> embeddings, Tensor? different, Tensor? people)
    {
        using var scope = NewDisposeScope();
        if (mining == MiningKind.Random)
        {
            (Tensor a, Tensor b, Tensor labels) = Pairs(embeddings, different, nameof(CosineLoss));
            Tensor cosines = EmbeddingDistances.Cosine(a, b);
            return (labels.SubtractedFrom(1) * Pull(cosines)).Plus(labels * Push(cosines)).mean().MoveToOuterDisposeScope();
        }

        (Tensor images, Tensor classes) = Images(embeddings, people, nameof(CosineLoss));
        Tensor matrix = EmbeddingDistances.CosineMatrix(images);
        Tensor weights = PairMiner.Weights(matrix.SubtractedFrom(1), classes, 1 - margin, mining);
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
            sum += different[i] ? Math.Max(0, 1 - dissimilarities[i] - margin) : dissimilarities[i];
        }

        return sum / dissimilarities.Length;
    }

    private static Tensor Pull(Tensor cosines) => cosines.SubtractedFrom(1);

    private Tensor Push(Tensor cosines) => cosines.Minus(margin).AtLeast(0);
}
