using SiameseSweep.Core;
using SiameseSweep.Core.Sweeps;

namespace SiameseSweep.Training.Mining;

/// <summary>Every way to draw training batches. A new one is a file and a line here.</summary>
public static class BatchSamplerRegistry
{
    private static readonly Dictionary<LossKind, Func<PeopleIndex, int, ulong, IBatchSampler>> Random = new()
    {
        [LossKind.Contrastive] = (people, batch, key) => new RandomPairSampler(people, batch, key),
        [LossKind.Triplet] = (people, batch, key) => new RandomTripletSampler(people, batch, key),
        [LossKind.Softmax] = (people, batch, key) => new ShuffledImageSampler(people, batch, key),
        [LossKind.Cosine] = (people, batch, key) => new RandomPairSampler(people, batch, key),
    };

    /// <summary>Makes the sampler that a run's loss and mining ask for.</summary>
    /// <param name="configuration">Loss, mining and batch size count.</param>
    /// <param name="people">The person of each training image; rows of the batches count into this list.</param>
    /// <param name="key">The run's key.</param>
    /// <exception cref="UserErrorException">The people's images cannot make such batches.</exception>
    public static IBatchSampler Create(RunConfiguration configuration, IReadOnlyList<string> people, ulong key)
    {
        PeopleIndex index = new(people);
        if (index.People < 2)
        {
            throw new UserErrorException($"Only {index.People} person trains, so there is nobody to tell apart. Lower validation_identities or add people.");
        }

        if (configuration.BatchSize < 2)
        {
            throw new UserErrorException($"batch_size {configuration.BatchSize} is too small. Give it 2 or more.");
        }

        // Softmax has no pairs to choose, so mining means nothing to it.
        return configuration.Mining != MiningKind.Random && configuration.Loss != LossKind.Softmax
            ? new BalancedBatchSampler(index, configuration.BatchSize, key)
            : Random[configuration.Loss](index, configuration.BatchSize, key);
    }
}
