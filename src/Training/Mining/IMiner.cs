using SiameseSweep.Core.Mining;
using static TorchSharp.torch;

namespace SiameseSweep.Training.Mining;

/// <summary>
/// Chooses among the pairs or triplets of a balanced batch. Asks nothing of the device, which would stop it. A new miner is a class,
/// a value of <see cref="MiningKind"/> and a line in <see cref="MinerRegistry"/>.
/// </summary>
internal interface IMiner
{
    /// <summary>The kind in sweep files.</summary>
    MiningKind Kind { get; }

    /// <summary>Chooses the pairs of different people to learn from. No gradient is recorded.</summary>
    /// <returns>[B, B] Boolean, a part of <see cref="BatchPairs.Different"/>.</returns>
    Tensor ChooseDifferent(BatchPairs pairs);

    /// <summary>The loss of the chosen triplets, a scalar: the mean of max(0, d(a, p) − d(a, n) + m).</summary>
    Tensor TripletLoss(BatchTriplets triplets);
}

/// <summary>The pairs i &lt; j of a batch of B images.</summary>
/// <param name="Dissimilarities">[B, B]; only entries above the diagonal count.</param>
/// <param name="Same">[B, B] Boolean: above the diagonal, of one person.</param>
/// <param name="Different">[B, B] Boolean: above the diagonal, of two people.</param>
/// <param name="SameCount">Scalar: the number of pairs of one person.</param>
/// <param name="Reach">Dissimilarity from which a different pair costs nothing.</param>
internal sealed record BatchPairs(Tensor Dissimilarities, Tensor Same, Tensor Different, Tensor SameCount, double Reach);

/// <summary>The triplets of a batch of B images.</summary>
/// <param name="Distances">[B, B], by anchor and other image.</param>
/// <param name="Same">[B, B] Boolean: another image of the anchor's person.</param>
/// <param name="Different">[B, B] Boolean: an image of another person.</param>
/// <param name="Margin">m.</param>
/// <param name="ImagesPerPerson">At most so many images share a person; bounds the memory of <see cref="ByPositive"/> by B² times
/// it.</param>
internal sealed record BatchTriplets(Tensor Distances, Tensor Same, Tensor Different, double Margin, int ImagesPerPerson)
{
    /// <summary>
    /// The triplets by anchor, positive and negative: d(a, p) as [B, P, 1], d(a, n) as [B, 1, B], which exist as [B, P, B].
    /// </summary>
    public (Tensor Positive, Tensor Negative, Tensor Exists) ByPositive()
    {
        int positives = (int)Math.Min(ImagesPerPerson, Distances.shape[0]) - 1;
        (Tensor values, Tensor indices) = Same.to(ScalarType.Float32).topk(positives, 1, true, true);
        Tensor exists = values.to(ScalarType.Bool).unsqueeze(2).logical_and(Different.unsqueeze(1));
        return (Distances.gather(1, indices).unsqueeze(2), Distances.unsqueeze(1), exists);
    }
}
