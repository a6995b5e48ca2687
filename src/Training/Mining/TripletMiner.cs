using SiameseSweep.Core.Sweeps;
using static TorchSharp.torch;

namespace SiameseSweep.Training.Mining;

/// <summary>
/// Triplets inside a balanced batch, on d(a, x) = ‖a − x + 1e-6‖₂:
/// <list type="bullet">
/// <item><c>all</c>: the mean over every triplet, those that cost nothing included, so that it is what random triplets of the batch
/// cost on the average and compares with them. (Public code often averages over the active ones only; then the loss can rise while
/// the embedding gets better.)</item>
/// <item><c>hard</c>: per anchor its farthest positive and nearest negative, the mean over anchors ("batch hard", Hermans, Beyer,
/// Leibe, "In defense of the triplet loss", 2017).</item>
/// <item><c>semihard</c>: per anchor and positive the nearest negative that is farther than the positive, or where there is none the
/// farthest negative; the mean over anchors and positives (Schroff, Kalenichenko, Philbin, "FaceNet", 2015, in the form of
/// TensorFlow Addons' triplet_semihard_loss).</item>
/// </list>
/// Nothing is asked of the device on the way, so mining does not stop it.
/// </summary>
internal static class TripletMiner
{
    /// <summary>The loss of a batch.</summary>
    /// <param name="embeddings">[B, E].</param>
    /// <param name="people">[B] class indices.</param>
    /// <param name="margin">m.</param>
    /// <param name="mining">All, hard or semihard.</param>
    /// <param name="imagesPerPerson">At most so many images share a class; bounds the memory by B² times it.</param>
    public static Tensor Loss(Tensor embeddings, Tensor people, double margin, MiningKind mining, int imagesPerPerson)
    {
        using var scope = NewDisposeScope();
        Tensor d = Losses.EmbeddingDistances.EuclideanMatrix(embeddings);
        Tensor alike = people.unsqueeze(1).eq(people.unsqueeze(0));
        Tensor apart = alike.logical_not();
        Tensor itself = eye(embeddings.shape[0], dtype: ScalarType.Bool, device: embeddings.device);
        Tensor same = alike.logical_and(itself.logical_not());
        Tensor loss = mining switch
        {
            MiningKind.Hard => Hard(d, same, apart, margin),
            MiningKind.All or MiningKind.Semihard => PerPositive(d, same, apart, margin, mining, imagesPerPerson),
            _ => throw new ArgumentOutOfRangeException(nameof(mining), mining, "Random triplets are drawn, not mined."),
        };
        return loss.MoveToOuterDisposeScope();
    }

    private static Tensor Hard(Tensor d, Tensor same, Tensor apart, double margin)
    {
        Tensor farthest = d.FilledWhere(same.logical_not(), double.NegativeInfinity).amax([1L]);
        Tensor nearest = d.FilledWhere(apart.logical_not(), double.PositiveInfinity).amin([1L]);
        Tensor valid = same.any(1).logical_and(apart.any(1)); // the others come to −∞ and are clamped to nothing
        return (farthest - nearest).Plus(margin).AtLeast(0).sum() / valid.sum().AtLeast(1);
    }

    private static Tensor PerPositive(Tensor d, Tensor same, Tensor apart, double margin, MiningKind mining, int imagesPerPerson)
    {
        int positives = (int)Math.Min(imagesPerPerson, d.shape[0]) - 1;
        (Tensor values, Tensor indices) = same.to(ScalarType.Float32).topk(positives, 1, true, true);
        Tensor positive = d.gather(1, indices).unsqueeze(2); // [B, P, 1]
        Tensor negative = d.unsqueeze(1); // [B, 1, B]
        Tensor valid = values.to(ScalarType.Bool).unsqueeze(2).logical_and(apart.unsqueeze(1)); // [B, P, B]
        if (mining == MiningKind.All)
        {
            Tensor terms = (positive - negative).Plus(margin).AtLeast(0);
            return terms.FilledWhere(valid.logical_not(), 0).sum() / valid.sum().AtLeast(1);
        }

        Tensor beyond = valid.logical_and(negative.gt(positive));
        Tensor all = negative.expand(valid.shape);
        Tensor nearest = all.FilledWhere(beyond.logical_not(), double.PositiveInfinity).amin([2L]);
        Tensor farthest = all.FilledWhere(valid.logical_not(), double.NegativeInfinity).amax([2L]);
        Tensor chosen = where(beyond.any(2), nearest, farthest);
        Tensor usable = valid.any(2);
        Tensor costs = (positive.squeeze(2) - chosen).Plus(margin).AtLeast(0).FilledWhere(usable.logical_not(), 0);
        return costs.sum() / usable.sum().AtLeast(1);
    }
}
