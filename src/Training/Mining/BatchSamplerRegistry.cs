using SiameseSweep.Core;
using SiameseSweep.Core.Losses;
using SiameseSweep.Core.Sweeps;

namespace SiameseSweep.Training.Mining;

/// <summary>Makes the sampler of every <see cref="BatchSamplerKind"/>.</summary>
public static class BatchSamplerRegistry
{
    private static readonly Dictionary<BatchSamplerKind, Func<PeopleIndex, RunConfiguration, ulong, IBatchSampler>> Makers = new()
    {
        [BatchSamplerKind.RandomPairs] = (people, c, key) => new RandomPairSampler(people, c.BatchSize, key),
        [BatchSamplerKind.RandomTriplets] = (people, c, key) => new RandomTripletSampler(people, c.BatchSize, key),
        [BatchSamplerKind.ShuffledImages] = (people, c, key) => new ShuffledImageSampler(people, c.BatchSize, key),
        [BatchSamplerKind.BalancedImages] = (people, c, key) => new BalancedBatchSampler(people, c.BatchSize, key),
        [BatchSamplerKind.PersonGroups] = (people, c, key) => new PersonGroupSampler(people, c.BatchSize, GroupSize(c), key),
    };

    /// <summary>Makes the sampler that a run's loss and mining ask for.</summary>
    /// <param name="configuration">Loss, mining, batch size and images per person count.</param>
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

        return ConfigurationRules.GroupProblem(configuration, index.People) is { } problem
            ? throw new UserErrorException(problem)
            : Makers[loss.SamplerFor(configuration.LossSettings)](index, configuration, key);
    }

    private static int GroupSize(RunConfiguration configuration) => configuration.ImagesPerPerson
        ?? throw new UserErrorException($"Loss {LossCatalog.Of(configuration.Loss).Name} needs images_per_person. Give it 2 or more.");
}
