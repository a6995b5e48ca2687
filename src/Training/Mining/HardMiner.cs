using SiameseSweep.Core.Mining;
using static TorchSharp.torch;

namespace SiameseSweep.Training.Mining;

/// <summary>
/// Of the different pairs the closest, as many as there are same pairs (github.com/adambielski/siamese-triplet,
/// HardNegativePairSelector). Of the triplets, per anchor its farthest positive and nearest negative, the mean over anchors ("batch
/// hard", Hermans, Beyer, Leibe, "In defense of the triplet loss", 2017).
/// </summary>
internal sealed class HardMiner : IMiner
{
    /// <inheritdoc/>
    public MiningKind Kind => MiningKind.Hard;

    /// <inheritdoc/>
    public Tensor ChooseDifferent(BatchPairs pairs)
    {
        // The rank of each pair, by sorting twice: how many are taken is known to the device only, and asking would stop it.
        Tensor order = pairs
            .Dissimilarities.FilledWhere(pairs.Different.logical_not(), double.PositiveInfinity)
            .flatten()
            .sort(0, false, true)
            .Indices;
        Tensor rank = order.sort(0, false, true).Indices.view(pairs.Dissimilarities.shape);
        return pairs.Different.logical_and(rank.lt(pairs.SameCount));
    }

    /// <inheritdoc/>
    public Tensor TripletLoss(BatchTriplets triplets)
    {
        Tensor farthest = triplets.Distances.FilledWhere(triplets.Same.logical_not(), double.NegativeInfinity).amax([1L]);
        Tensor nearest = triplets.Distances.FilledWhere(triplets.Different.logical_not(), double.PositiveInfinity).amin([1L]);
        Tensor valid = triplets.Same.any(1).logical_and(triplets.Different.any(1)); // the others come to −∞ and are clamped to nothing
        return (farthest - nearest).Plus(triplets.Margin).AtLeast(0).sum() / valid.sum().AtLeast(1);
    }
}
