using SiameseSweep.Core.Sweeps;
using static TorchSharp.torch;

namespace SiameseSweep.Training.Mining;

/// <summary>
/// Chooses pairs inside a balanced batch. Every pair i &lt; j of the same person counts; of the different pairs, by mining:
/// <list type="bullet">
/// <item><c>all</c>: every one;</item>
/// <item><c>hard</c>: the closest, as many as there are same pairs (github.com/adambielski/siamese-triplet, HardNegativePairSelector);</item>
/// <item><c>semihard</c>: those within the loss's reach (they violate the margin) but farther than the batch's same pairs are on
/// the average (they keep the order); every one where there is none, so that a batch never only pulls together.</item>
/// </list>
/// The same pairs together weigh one half and the chosen different pairs the other half, as the seed's coin has it. (The public code
/// balances <c>all</c> by drawing as many different pairs; weighting them is what that comes to on the average.)
/// </summary>
internal static class PairMiner
{
    /// <summary>The weight of each pair in the loss.</summary>
    /// <param name="dissimilarities">[B, B]; only entries above the diagonal are looked at. No gradient flows through the choice.</param>
    /// <param name="people">[B] class indices.</param>
    /// <param name="reach">Dissimilarity from which a different pair costs nothing.</param>
    /// <param name="mining">All, hard or semihard.</param>
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
        Tensor chosen = mining switch
        {
            MiningKind.All => apart,
            MiningKind.Hard => Closest(d, apart, sames),
            MiningKind.Semihard => InOrder(d, same, apart, sames, reach),
            _ => throw new ArgumentOutOfRangeException(nameof(mining), mining, "Random pairs are drawn, not mined."),
        };
        Tensor weights = (same.to(d.dtype) / sames.AtLeast(1)).Plus(chosen.to(d.dtype) / chosen.sum().AtLeast(1));
        return weights.Times(0.5).MoveToOuterDisposeScope();
    }

    private static Tensor Closest(Tensor d, Tensor apart, Tensor count)
    {
        // The rank of each pair, by sorting twice: how many are taken is known to the device only, and asking would stop it.
        Tensor order = d.FilledWhere(apart.logical_not(), double.PositiveInfinity).flatten().sort(0, false, true).Indices;
        Tensor rank = order.sort(0, false, true).Indices.view(d.shape);
        return apart.logical_and(rank.lt(count));
    }

    private static Tensor InOrder(Tensor d, Tensor same, Tensor apart, Tensor sames, double reach)
    {
        Tensor mean = d.FilledWhere(same.logical_not(), 0).sum() / sames.AtLeast(1);
        Tensor between = apart.logical_and(d.gt(mean)).logical_and(d.Below(reach));
        return where(between.any(), between, apart);
    }
}
