using SiameseSweep.Core.Mining;
using static TorchSharp.torch;

namespace SiameseSweep.Training.Mining;

/// <summary>
/// Every pair, and every triplet: the mean over them, those that cost nothing included, so that it is what random triplets of the
/// batch cost on the average and compares with them. (Public code often averages over the active ones only; then the loss can rise
/// while the embedding gets better.)
/// </summary>
internal sealed class AllMiner : IMiner
{
    /// <inheritdoc/>
    public MiningKind Kind => MiningKind.All;

    /// <inheritdoc/>
    public Tensor ChooseDifferent(BatchPairs pairs) => pairs.Different;

    /// <inheritdoc/>
    public Tensor TripletLoss(BatchTriplets triplets)
    {
        (Tensor positive, Tensor negative, Tensor exists) = triplets.ByPositive();
        Tensor terms = (positive - negative).Plus(triplets.Margin).AtLeast(0);
        return terms.FilledWhere(exists.logical_not(), 0).sum() / exists.sum().AtLeast(1);
    }
}
