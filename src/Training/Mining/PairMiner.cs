using SiameseSweep.Core.Mining;
using static TorchSharp.torch;

namespace SiameseSweep.Training.Mining;

/// <summary>
/// Weighs the pairs of a balanced batch. Every pair i &lt; j of the same person counts, and of the different pairs those that the
/// miner chooses. The same pairs together weigh one half and the chosen different pairs the other half, as the seed's coin has it.
/// (The public code balances <c>all</c> by drawing as many different pairs; weighting them is what that comes to on the average.)
/// </summary>
internal static class PairMiner
{
    /// <summary>The weight of each pair in the loss.</summary>
    /// <param name="dissimilarities">[B, B]; only entries above the diagonal are looked at. No gradient flows through the choice.</param>
    /// <param name="people">[B] class indices.</param>
    /// <param name="reach">Dissimilarity from which a different pair costs nothing.</param>
    /// <param name="mining">Not random.</param>
    /// <returns>[B, B], summing to 1 (to ½ where one kind of pair is missing), zero on and below the diagonal.</returns>
    public static Tensor Weights(Tensor dissimilarities, Tensor people, double reach, MiningKind mining)
    {
        using var guard = no_grad();
        using var scope = NewDisposeScope();
        Tensor d = dissimilarities.detach();
        Tensor upper = ones_like(d).triu(1).to(ScalarType.Bool);
        Tensor alike = people.unsqueeze(1).eq(people.unsqueeze(0));
        Tensor same = upper.logical_and(alike);
        Tensor apart = upper.logical_and(alike.logical_not());
        Tensor sames = same.sum();
        Tensor chosen = MinerRegistry.For(mining).ChooseDifferent(new BatchPairs(d, same, apart, sames, reach));
        Tensor weights = (same.to(d.dtype) / sames.AtLeast(1)).Plus(chosen.to(d.dtype) / chosen.sum().AtLeast(1));
        return weights.Times(0.5).MoveToOuterDisposeScope();
    }
}
