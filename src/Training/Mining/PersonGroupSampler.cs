using SiameseSweep.Core.Randomness;

namespace SiameseSweep.Training.Mining;

/// <summary>
/// P × K batches: K images of each of P = batch_size / K people. People and images are drawn anew every step, no person twice in a
/// batch. A person with k images, fewer than K, has each of them ⌊K/k⌋ or ⌈K/k⌉ times in it.
/// </summary>
/// <param name="index">At least P people.</param>
/// <param name="batchSize">A multiple of K.</param>
/// <param name="imagesPerPerson">K, ≥ 2.</param>
/// <param name="key">The run's key.</param>
internal sealed class PersonGroupSampler(PeopleIndex index, int batchSize, int imagesPerPerson, ulong key) : IBatchSampler
{
    /// <inheritdoc/>
    public int StepsPerEpoch { get; } = Batches.PerEpoch(index.Images, batchSize);

    /// <inheritdoc/>
    public TrainingBatch Draw(int epoch, int step)
    {
        Batches.Check(StepsPerEpoch, epoch, step);
        KeyedRandom random = KeyedRandom.For(key, RandomUse.Batch, epoch, step);
        int[] people = [.. Enumerable.Range(0, index.People)];
        random.Shuffle<int>(people);
        int[] rows = new int[batchSize];
        for (int at = 0; at < batchSize; at += imagesPerPerson)
        {
            int[] own = index.RowsOf(people[at / imagesPerPerson]).ToArray();
            random.Shuffle<int>(own);
            for (int i = 0; i < imagesPerPerson; i++)
            {
                rows[at + i] = own[i % own.Length];
            }
        }

        return new TrainingBatch([rows], null, Array.ConvertAll(rows, row => (long)index.ClassOf[row]));
    }
}
