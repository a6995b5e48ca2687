using SiameseSweep.Core.Losses;
using SiameseSweep.Core.Mining;
using SiameseSweep.Training.Evaluation;
using SiameseSweep.Training.Mining;
using static TorchSharp.torch;

namespace SiameseSweep.Training.Losses;

/// <summary>
/// <c>torch.nn.TripletMarginLoss</c> (p = 2, eps = 1e-6, swap off): mean of max(0, d(a, p) − d(a, n) + m) on distances, not on their
/// squares as github.com/adambielski/siamese-triplet has it. With mining the triplets are those of a balanced batch, chosen by
/// <see cref="TripletMiner"/>.
/// </summary>
/// <param name="margin">m, &gt; 0.</param>
/// <param name="mining">Random: three branches come in (anchor, positive, negative); else one branch and its people.</param>
/// <param name="imagesPerPerson">With mining: at most so many images of a person are in a batch; ≥ 2.</param>
public sealed class TripletLoss(double margin, MiningKind mining = MiningKind.Random, int imagesPerPerson = 2)
    : SiameseLoss(LossKind.Triplet)
{
    /// <inheritdoc/>
    public override Tensor Forward(IReadOnlyList<Tensor> embeddings, Tensor? different, Tensor? people)
    {
        using var scope = NewDisposeScope();
        if (mining != MiningKind.Random)
        {
            (Tensor images, Tensor classes) = Images(embeddings, people, nameof(TripletLoss));
            return TripletMiner.Loss(images, classes, margin, mining, imagesPerPerson).MoveToOuterDisposeScope();
        }

        if (embeddings.Count != 3)
        {
            throw new ArgumentException(
                $"{nameof(TripletLoss)} takes three branches (anchor, positive, negative), not {embeddings.Count}.");
        }

        Tensor positive = EmbeddingDistances.Euclidean(embeddings[0], embeddings[1]);
        Tensor negative = EmbeddingDistances.Euclidean(embeddings[0], embeddings[2]);
        return (positive - negative).Plus(margin).AtLeast(0).mean().MoveToOuterDisposeScope();
    }

    /// <summary>
    /// The mean over every triplet (a, p, n) that the pairs contain, each unordered pair's dissimilarity serving both its images as
    /// anchor. Exact in O(n² log n): per anchor the distances to others are sorted once and summed up.
    /// </summary>
    /// <param name="dissimilarities">All n(n − 1)/2 pairs of n images, in pair order.</param>
    /// <param name="different">Their labels.</param>
    /// <returns>NaN where no triplet exists or a dissimilarity is NaN.</returns>
    /// <exception cref="ArgumentException">The pairs are not all pairs of a number of images.</exception>
    public override double EvaluationLoss(ReadOnlySpan<float> dissimilarities, ReadOnlySpan<bool> different)
    {
        CheckLengths(dissimilarities, different);
        int n = AllPairs.ImagesOf(dissimilarities.Length);
        double sum = 0, triplets = 0;
        List<double> positives = [], negatives = [];
        for (int anchor = 0; anchor < n; anchor++)
        {
            positives.Clear();
            negatives.Clear();
            for (int other = 0; other < n; other++)
            {
                if (other != anchor)
                {
                    int pair = AllPairs.IndexOf(anchor, other, n);
                    (different[pair] ? negatives : positives).Add(dissimilarities[pair]);
                }
            }

            sum += AnchorSum(positives, negatives);
            triplets += (double)positives.Count * negatives.Count;
        }

        return sum / triplets;
    }

    /// <summary>Σ over p and n of max(0, d(p) + m − d(n)): with both sorted, the n that count for a p are a growing beginning.</summary>
    private double AnchorSum(List<double> positives, List<double> negatives)
    {
        if (positives.Exists(double.IsNaN) || negatives.Exists(double.IsNaN))
        {
            return double.NaN;
        }

        positives.Sort();
        negatives.Sort();
        double sum = 0, below = 0;
        int count = 0;
        foreach (double positive in positives)
        {
            double reach = positive + margin;
            while (count < negatives.Count && negatives[count] < reach)
            {
                below += negatives[count++];
            }

            sum += count == 0 ? 0 : (count * reach) - below;
        }

        return sum;
    }
}
