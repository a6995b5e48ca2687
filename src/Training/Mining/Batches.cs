namespace SiameseSweep.Training.Mining;

/// <summary>Division of an epoch into batches.</summary>
internal static class Batches
{
    /// <summary>ceil(images / batch size).</summary>
    public static int PerEpoch(int images, int batchSize) => (int)(((long)images + batchSize - 1) / batchSize);

    /// <summary>Items in a step's batch when an epoch has as many items as there are images: the last may be smaller.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such epoch or step.</exception>
    public static int Length(int images, int batchSize, int stepsPerEpoch, int epoch, int step)
    {
        Check(stepsPerEpoch, epoch, step);
        return (int)Math.Min(batchSize, images - ((long)step * batchSize));
    }

    /// <summary>Refuses epochs and steps that do not exist.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such epoch or step.</exception>
    public static void Check(int stepsPerEpoch, int epoch, int step)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(epoch, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(step);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(step, stepsPerEpoch);
    }
}
