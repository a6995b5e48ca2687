using SiameseSweep.Core.Mining;
using SiameseSweep.Core;
using SiameseSweep.Core.Randomness;

namespace SiameseSweep.Training.Mining;

/// <summary>
/// Batches for online mining: as many people as fit with four images each, but two at least, the batch divided among them as
/// evenly as it goes (32 images are 8 people × 4; 30 are five with 4 and two with 5). Four is the K of Hermans et al. 2017. People and
/// images are drawn anew every step and none twice in a batch. Where people have fewer images than their share, more people join;
/// only when everybody is in already is a batch smaller than <c>batch_size</c>.
/// </summary>
internal sealed class BalancedBatchSampler : IBatchSampler
{
    private const int WantedImagesPerPerson = 4;

    private readonly PeopleIndex _index;
    private readonly int _batchSize;
    private readonly ulong _key;

    /// <summary>Makes one.</summary>
    /// <exception cref="UserErrorException">The batch cannot hold two people with two images each.</exception>
    public BalancedBatchSampler(PeopleIndex index, int batchSize, ulong key)
    {
        if (batchSize < MiningKind.All.SmallestBatch)
        {
            throw new UserErrorException(
                $"Online mining needs two people with two images each in a batch, and batch_size {batchSize} cannot hold them. "
                    + $"Give it {MiningKind.All.SmallestBatch} or more."
            );
        }

        (_index, _batchSize, _key) = (index, batchSize, key);
        StepsPerEpoch = Batches.PerEpoch(index.Images, batchSize);
    }

    /// <inheritdoc/>
    public int StepsPerEpoch { get; }

    /// <summary>At most so many images of a person are in a batch.</summary>
    public static int MostImagesPerPerson(int batchSize, int people)
    {
        int sharing = PeoplePerBatch(batchSize, people);
        return (batchSize + sharing - 1) / sharing;
    }

    /// <inheritdoc/>
    public TrainingBatch Draw(int epoch, int step)
    {
        Batches.Check(StepsPerEpoch, epoch, step);
        KeyedRandom random = KeyedRandom.For(_key, RandomUse.Batch, epoch, step);
        int[] people = [.. Enumerable.Range(0, _index.People)];
        random.Shuffle<int>(people);
        int sharing = PeoplePerBatch(_batchSize, people.Length);
        int most = MostImagesPerPerson(_batchSize, people.Length);
        List<int> rows = new(_batchSize);
        for (int at = 0; at < people.Length && rows.Count < _batchSize; at++)
        {
            int left = _batchSize - rows.Count;
            int share = at < sharing ? left / (sharing - at) : left;
            int[] own = _index.RowsOf(people[at]).ToArray();
            random.Shuffle<int>(own);
            rows.AddRange(own.AsSpan(0, Math.Min(own.Length, Math.Min(share, most))));
        }

        int[] branch = [.. rows];
        return new TrainingBatch([branch], null, Array.ConvertAll(branch, row => (long)_index.ClassOf[row]));
    }

    private static int PeoplePerBatch(int batchSize, int people) =>
        Math.Min(people, Math.Max(2, batchSize / WantedImagesPerPerson));
}
