using SiameseSweep.Core.Mining;
using SiameseSweep.Training.Losses;
using static TorchSharp.torch;

namespace SiameseSweep.Training.Mining;

/// <summary>The triplet loss inside a balanced batch, on d(a, x) = ‖a − x + 1e-6‖₂, over the triplets that the miner chooses.</summary>
internal static class TripletMiner
{
    /// <summary>The loss of a batch.</summary>
    /// <param name="embeddings">[B, E].</param>
    /// <param name="people">[B] class indices.</param>
    /// <param name="margin">m.</param>
    /// <param name="mining">Not random.</param>
    /// <param name="imagesPerPerson">At most so many images share a class; bounds the memory by B² times it.</param>
    public static Tensor Loss(Tensor embeddings, Tensor people, double margin, MiningKind mining, int imagesPerPerson)
    {
        using var scope = NewDisposeScope();
        Tensor d = EmbeddingDistances.EuclideanMatrix(embeddings);
        Tensor alike = people.unsqueeze(1).eq(people.unsqueeze(0));
        Tensor apart = alike.logical_not();
        Tensor itself = eye(embeddings.shape[0], dtype: ScalarType.Bool, device: embeddings.device);
        Tensor same = alike.logical_and(itself.logical_not());
        return MinerRegistry.For(mining).TripletLoss(new BatchTriplets(d, same, apart, margin, imagesPerPerson)).MoveToOuterDisposeScope();
    }
}
