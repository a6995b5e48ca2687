using SiameseSweep.Core.Losses;
using SiameseSweep.Training.Evaluation;
using static TorchSharp.torch;

namespace SiameseSweep.Training.Losses;

/// <summary>
/// Supervised contrastive loss (Khosla et al., "Supervised Contrastive Learning", NeurIPS 2020, equation 2, L_out): the mean over all
/// anchors i of ln Σ over a ≠ i of e^(s·cos(i, a)), less the mean of s·cos(i, p) over the other images p of i's person. s = 1/τ. Anchors
/// without another image of their person are left out. There is nothing to mine: every image meets every other.
/// </summary>
/// <param name="scale">s, &gt; 0.</param>
public sealed class SupconLoss(double scale) : SiameseLoss(LossKind.Supcon)
{
    /// <inheritdoc/>
    public override Tensor Forward(IReadOnlyList<Tensor> embeddings, Tensor? different, Tensor? people)
    {
        (Tensor images, Tensor classes) = Images(embeddings, people, nameof(SupconLoss));
        using var scope = NewDisposeScope();
        Tensor scores = EmbeddingDistances.CosineMatrix(images).Times(scale);
        Tensor itself = eye(images.shape[0], dtype: ScalarType.Bool, device: images.device);
        Tensor positive = classes.unsqueeze(1).eq(classes.unsqueeze(0)).logical_and(itself.logical_not()).to(scores.dtype);
        Tensor counts = positive.sum(1);
        Tensor anchors = counts.Within(0, 1);
        Tensor own = (positive * scores).sum(1) / counts.AtLeast(1.0);
        Tensor all = scores.FilledWhere(itself, double.NegativeInfinity).logsumexp(1);
        return ((anchors * (all - own)).sum() / anchors.sum().AtLeast(1.0)).MoveToOuterDisposeScope();
    }

    /// <summary>The loss of all evaluated images as one batch.</summary>
    /// <param name="dissimilarities">All n(n − 1)/2 pairs of n images, in pair order.</param>
    /// <param name="different">Their labels.</param>
    /// <returns>NaN where no person has two images or a dissimilarity is NaN.</returns>
    /// <exception cref="ArgumentException">The pairs are not all pairs of a number of images.</exception>
    public override double EvaluationLoss(ReadOnlySpan<float> dissimilarities, ReadOnlySpan<bool> different)
    {
        CheckLengths(dissimilarities, different);
        int images = AllPairs.ImagesOf(dissimilarities.Length);
        double sum = 0;
        int anchors = 0;
        for (int anchor = 0; anchor < images; anchor++)
        {
            double exponentials = 0, own = 0;
            int positives = 0;
            for (int other = 0; other < images; other++)
            {
                if (other != anchor)
                {
                    int pair = AllPairs.IndexOf(anchor, other, images);
                    exponentials += Math.Exp(-scale * dissimilarities[pair]); // e^(s·cos − s): no overflow
                    (own, positives) = different[pair] ? (own, positives) : (own - (scale * dissimilarities[pair]), positives + 1);
                }
            }

            if (positives > 0)
            {
                sum += Math.Log(exponentials) - (own / positives);
                anchors++;
            }
        }

        return sum / anchors;
    }
}
