using SiameseSweep.Core.Randomness;

namespace SiameseSweep.Training.Mining;

/// <summary>
/// Triplets: the anchor any image, the positive another image of the same person (itself would be no positive), the negative any
/// image of the others. Every person has two images. An epoch is as many triplets as there are images; the last batch may be smaller.
/// </summary>
internal sealed class RandomTripletSampler(PeopleIndex index, int batchSize, ulong key) : IBatchSampler
{
    /// <inheritdoc/>
    public int StepsPerEpoch { get; } = Batches.PerEpoch(index.Images, batchSize);

    /// <inheritdoc/>
    public TrainingBatch Draw(int epoch, int step)
    {
        int length = Batches.Length(index.Images, batchSize, StepsPerEpoch, epoch, step);
        KeyedRandom random = KeyedRandom.For(key, RandomUse.Batch, epoch, step);
        int[] anchor = new int[length];
        int[] positive = new int[length];
        int[] negative = new int[length];
        for (int i = 0; i < length; i++)
        {
            anchor[i] = random.NextInt(index.Images);
            int person = index.ClassOf[anchor[i]];
            positive[i] = index.AnotherOf(person, anchor[i], random);
            negative[i] = index.AnyOfOthers(person, random);
        }

        return new TrainingBatch([anchor, positive, negative], null, null);
    }
}
