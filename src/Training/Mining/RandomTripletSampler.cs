using SiameseSweep.Core;
using SiameseSweep.Core.Randomness;

namespace SiameseSweep.Training.Mining;

/// <summary>
/// Triplets: the anchor any image, the positive another image of the same person (itself would be no positive), the negative any
/// image of the others. An epoch is as many triplets as there are images; the last batch may be smaller.
/// </summary>
internal sealed class RandomTripletSampler : IBatchSampler
{
    private readonly PeopleIndex _index;
    private readonly int _batchSize;
    private readonly ulong _key;

    /// <summary>Makes one.</summary>
    /// <exception cref="UserErrorException">A person has one image only.</exception>
    public RandomTripletSampler(PeopleIndex index, int batchSize, ulong key)
    {
        index.RequireTwoImagesEach("Loss triplet");
        (_index, _batchSize, _key) = (index, batchSize, key);
        StepsPerEpoch = Batches.PerEpoch(index.Images, batchSize);
    }

    /// <inheritdoc/>
    public int StepsPerEpoch { get; }

    /// <inheritdoc/>
    public TrainingBatch Draw(int epoch, int step)
    {
        int length = Batches.Length(_index.Images, _batchSize, StepsPerEpoch, epoch, step);
        KeyedRandom random = KeyedRandom.For(_key, RandomUse.Batch, epoch, step);
        int[] anchor = new int[length];
        int[] positive = new int[length];
        int[] negative = new int[length];
        for (int i = 0; i < length; i++)
        {
            anchor[i] = random.NextInt(_index.Images);
            int person = _index.ClassOf[anchor[i]];
            positive[i] = _index.AnotherOf(person, anchor[i], random);
            negative[i] = _index.AnyOfOthers(person, random);
        }

        return new TrainingBatch([anchor, positive, negative], null, null);
    }
}
