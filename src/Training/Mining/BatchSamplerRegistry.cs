using SiameseSweep.Core;
using SiameseSweep.Core.Losses;
using SiameseSweep.Core.Sweeps;

namespace SiameseSweep.Training.Mining;

/// <summary>Makes the sampler of every <see cref="BatchSamplerKind"/>.</summary>
public static class BatchSamplerRegistry
{
    private static readonly Dictionary<BatchSamplerKind, Func<PeopleIndex, int, ulong, IBatchSampler>> Makers = new()
    {
        [BatchSamplerKind.RandomPairs] = (people, batch, key) => new RandomPairSampler(people, batch, key),
        [BatchSamplerKind.RandomTriplets] = (people, batch, key) => new RandomTripletSampler(people, batch, key),
        [BatchSamplerKind.ShuffledImages] = (people, batch, key) => new ShuffledImageSampler(people, batch, key),
        [BatchSamplerKind.BalancedImages] = (people, batch, key) => new BalancedBatchSampler(people, batch, key),
    };

    /// <summary>Makes the sampler that a run's loss and mining ask for.</summary>
    /// <param name="configuration">Loss, mining and batch size count.</param>
    /// <param name="people">The person of each training image; rows of the batches count into this list.</param>
    /// <param name="key">The run's key.</param>
    /// <exception cref="UserErrorException">The people's images cannot make such batches.</exception>
    public static IBatchSampler Create(RunConfiguration configuration, IReadOnlyList<string> people, ulong key)
    {
        PeopleIndex index = new(people);
        PeopleIndex.RequireTwoPeople(index.People);
        if (configuration.BatchSize < 2)
        {
            throw new UserErrorException($"batch_size {configuration.BatchSize} is too small. Give it 2 or more.");
        }

        LossDefinition loss = LossCatalog.Of(configuration.Loss);
        if (loss.NeedsTwoImages(configuration.IsMined) is { } needs)
        {
            index.RequireTwoImagesEach(needs);
        }

        return Makers[loss.SamplerFor(configuration.IsMined)](index, configuration.BatchSize, key);
    }
}
