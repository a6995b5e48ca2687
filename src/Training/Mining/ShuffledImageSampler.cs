using SiameseSweep.Core.Randomness;

namespace SiameseSweep.Training.Mining;

/// <summary>Each image once an epoch in a new order, for classification; the last batch may be smaller.</summary>
internal sealed class ShuffledImageSampler(PeopleIndex index, int batchSize, ulong key) : IBatchSampler
{
    private (int Epoch, int[] Order) _shuffled = (0, []);

    /// <inheritdoc/>
    public int StepsPerEpoch { get; } = Batches.PerEpoch(index.Images, batchSize);

    /// <inheritdoc/>
    public TrainingBatch Draw(int epoch, int step)
    {
        int length = Batches.Length(index.Images, batchSize, StepsPerEpoch, epoch, step);
        int[] rows = OrderOf(epoch).AsSpan(step * batchSize, length).ToArray();
        return new TrainingBatch([rows], null, Array.ConvertAll(rows, row => (long)index.ClassOf[row]));
    }

    /// <summary>The epoch's order, kept for its other steps; it depends on the epoch alone.</summary>
    private int[] OrderOf(int epoch)
    {
        (int Epoch, int[] Order) shuffled = _shuffled;
        if (shuffled.Epoch != epoch)
        {
            int[] order = [.. Enumerable.Range(0, index.Images)];
            KeyedRandom.For(key, RandomUse.Batch, epoch).Shuffle<int>(order);
            _shuffled = shuffled = (epoch, order);
        }

        return shuffled.Order;
    }
}
