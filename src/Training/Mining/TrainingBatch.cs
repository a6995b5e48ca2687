namespace SiameseSweep.Training.Mining;

/// <summary>Which training images make one step.</summary>
/// <param name="Branches">
/// Rows of the training tensor for each branch of the network, every branch of the same length B: two for pairs, three for
/// triplets (anchor, positive, negative), one for classification, supcon and online mining. BatchNorm sees each branch by itself, as
/// in the seed.
/// </param>
/// <param name="Different">For pairs: B labels, 1 different, 0 same (the seed's convention); else null.</param>
/// <param name="People">For one branch: B class indices of the training people, from 0; else null.</param>
public sealed record TrainingBatch(int[][] Branches, float[]? Different, long[]? People);

/// <summary>Draws training batches. A batch is a pure function of seed, epoch and step, so that any step can be drawn again.</summary>
public interface IBatchSampler
{
    /// <summary>ceil(training images / batch size).</summary>
    int StepsPerEpoch { get; }

    /// <summary>The batch of a step.</summary>
    /// <param name="epoch">From 1.</param>
    /// <param name="step">Within the epoch, from 0.</param>
    TrainingBatch Draw(int epoch, int step);
}
