using SiameseSweep.Core.Randomness;

namespace SiameseSweep.Training.Augmentation;

/// <summary>The key of a batch's draws.</summary>
/// <param name="Seed">The run's key.</param>
/// <param name="Epoch">From 1.</param>
/// <param name="Step">Within the epoch, from 0.</param>
/// <param name="Branch">From 0.</param>
public readonly record struct AugmentationKey(ulong Seed, long Epoch, long Step, long Branch)
{
    /// <summary>The stream of flip, shift and light, which all are drawn for every image.</summary>
    public KeyedRandom Stream => KeyedRandom.For(Seed, RandomUse.Augmentation, Epoch, Step, Branch);

    /// <summary>The stream of one other augmentation, whose number never changes.</summary>
    public KeyedRandom StreamOf(int augmentation) => KeyedRandom.For(Seed, RandomUse.Augmentation, Epoch, Step, Branch, augmentation);
}
