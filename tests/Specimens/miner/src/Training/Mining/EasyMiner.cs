using SiameseSweep.Core.Mining;
using static TorchSharp.torch;

namespace SiameseSweep.Training.Mining;

/// <summary>The farthest different pair of each image; per anchor its nearest positive and farthest negative.</summary>
internal sealed class EasyMiner : IMiner
{
    /// <inheritdoc/>
    public MiningKind Kind => MiningKind.Easy;

    /// <inheritdoc/>
    public Tensor ChooseDifferent(BatchPairs pairs)
    {
        Tensor different = pairs.Dissimilarities.FilledWhere(pairs.Different.logical_not(), double.NegativeInfinity);
        return pairs.Different.logical_and(different.eq(different.amax([1L], true)));
    }

    /// <inheritdoc/>
    public Tensor TripletLoss(BatchTriplets triplets)
    {
        Tensor nearest = triplets.Distances.FilledWhere(triplets.Same.logical_not(), double.PositiveInfinity).amin([1L]);
        Tensor farthest = triplets.Distances.FilledWhere(triplets.Different.logical_not(), double.NegativeInfinity).amax([1L]);
        Tensor missing = triplets.Same.any(1).logical_and(triplets.Different.any(1)).logical_not();
        return (nearest - farthest).Plus(triplets.Margin).AtLeast(0).FilledWhere(missing, 0).mean();
    }
}
