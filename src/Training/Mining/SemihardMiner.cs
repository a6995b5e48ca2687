using SiameseSweep.Core.Mining;
using static TorchSharp.torch;

namespace SiameseSweep.Training.Mining;

/// <summary>
/// Of the different pairs those within the loss's reach (they violate the margin) but farther than the batch's same pairs are on the
/// average (they keep the order); every one where there is none, so that a batch never only pulls together. Of the triplets, per
/// anchor and positive the nearest negative that is farther than the positive, or where there is none the farthest negative; the mean
/// over anchors and positives (Schroff, Kalenichenko, Philbin, "FaceNet", 2015, in the form of TensorFlow Addons'
/// triplet_semihard_loss).
/// </summary>
internal sealed class SemihardMiner : IMiner
{
    /// <inheritdoc/>
    public MiningKind Kind => MiningKind.Semihard;

    /// <inheritdoc/>
    public Tensor ChooseDifferent(BatchPairs pairs)
    {
        Tensor d = pairs.Dissimilarities;
        Tensor mean = d.FilledWhere(pairs.Same.logical_not(), 0).sum() / pairs.SameCount.AtLeast(1);
        Tensor between = pairs.Different.logical_and(d.gt(mean)).logical_and(d.Below(pairs.Reach));
        return where(between.any(), between, pairs.Different);
    }

    /// <inheritdoc/>
    public Tensor TripletLoss(BatchTriplets triplets)
    {
        (Tensor positive, Tensor negative, Tensor exists) = triplets.ByPositive();
        Tensor beyond = exists.logical_and(negative.gt(positive));
        Tensor all = negative.expand(exists.shape);
        Tensor nearest = all.FilledWhere(beyond.logical_not(), double.PositiveInfinity).amin([2L]);
        Tensor farthest = all.FilledWhere(exists.logical_not(), double.NegativeInfinity).amax([2L]);
        Tensor chosen = where(beyond.any(2), nearest, farthest);
        Tensor usable = exists.any(2);
        Tensor costs = (positive.squeeze(2) - chosen).Plus(triplets.Margin).AtLeast(0).FilledWhere(usable.logical_not(), 0);
        return costs.sum() / usable.sum().AtLeast(1);
    }
}
