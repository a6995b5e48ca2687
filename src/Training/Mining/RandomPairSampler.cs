using SiameseSweep.Core.Randomness;

namespace SiameseSweep.Training.Mining;

/// <summary>
/// Pairs as the seed's <c>SiameseNetworkDataset</c> draws them: the first image any; a coin; the second any image of the same
/// person (so an image may meet itself) or any image of the others. An epoch is as many pairs as there are images, so the last
/// batch may be smaller (PyTorch's <c>DataLoader</c> without <c>drop_last</c>).
/// </summary>
internal sealed class RandomPairSampler(PeopleIndex index, int batchSize, ulong key) : IBatchSampler
{
    /// <inheritdoc/>
    public int StepsPerEpoch { get; } = Batches.PerEpoch(index.Images, batchSize);

    /// <inheritdoc/>
    public TrainingBatch Draw(int epoch, int step)
    {
        int length = Batches.Length(index.Images, batchSize, StepsPerEpoch, epoch, step);
        KeyedRandom random = KeyedRandom.For(key, RandomUse.Batch, epoch, step);
        int[] first = new int[length];
        int[] second = new int[length];
        float[] different = new float[length];
        for (int i = 0; i < length; i++)
        {
            first[i] = random.NextInt(index.Images);
            int person = index.ClassOf[first[i]];
            bool same = random.NextInt(2) == 1;
            second[i] = same ? index.AnyOf(person, random) : index.AnyOfOthers(person, random);
            different[i] = same ? 0 : 1;
        }

        return new TrainingBatch([first, second], different, null);
    }
}
