using SiameseSweep.Core.Losses;
using SiameseSweep.Core.Mining;
using SiameseSweep.Core;
using SiameseSweep.Core.Sweeps;
using SiameseSweep.TestKit;
using SiameseSweep.Training.Losses;
using SiameseSweep.Training.Mining;

namespace SiameseSweep.Training.Tests.Mining;

/// <summary>Contract of every batch sampler in the registry.</summary>
public sealed class BatchSamplerContractTests
{
    private static readonly string[] Uneven = [.. Enumerable.Range(0, 9).SelectMany(p => Enumerable.Repeat($"s{p}", 2 + (p * 5 % 7)))];

    public static MatrixTheoryData<LossKind, MiningKind, int> All => new([.. LossRegistry.Kinds], Enum.GetValues<MiningKind>(), [4, 7, 32]);

    [Theory]
    [MemberData(nameof(All))]
    public void Its_batches_are_valid_labelled_right_and_can_be_drawn_again(LossKind loss, MiningKind mining, int batchSize)
    {
        batchSize = Fitting(loss, batchSize);
        IBatchSampler sampler = Create(loss, mining, batchSize), again = Create(loss, mining, batchSize);
        Assert.Equal((Uneven.Length + batchSize - 1) / batchSize, sampler.StepsPerEpoch);
        long[] classes = [.. Uneven.Select(p => long.Parse(p.AsSpan(1)))];
        for (int epoch = 3; epoch >= 1; epoch--) // backwards: nothing may depend on what was drawn before
        {
            for (int step = sampler.StepsPerEpoch - 1; step >= 0; step--)
            {
                TrainingBatch batch = sampler.Draw(epoch, step);
                TrainingBatch same = again.Draw(epoch, step);
                Assert.Equal(batch.Branches, same.Branches);
                Assert.Equal(batch.Different, same.Different);
                Assert.Equal(batch.People, same.People);
                Assert.All(batch.Branches, b => Assert.InRange(b.Length, 1, batchSize));
                Assert.All(batch.Branches, b => Assert.Equal(batch.Branches[0].Length, b.Length));
                Assert.All(batch.Branches.SelectMany(b => b), row => Assert.InRange(row, 0, Uneven.Length - 1));
                Assert.Equal(batch.Branches.Length == 2 ? batch.Branches[0].Length : null, batch.Different?.Length);
                Assert.Equal(batch.Branches.Length == 1 ? batch.Branches[0].Select(r => classes[r]) : null, batch.People);
                for (int i = 0; i < (batch.Different?.Length ?? 0); i++)
                {
                    Assert.Equal(Uneven[batch.Branches[0][i]] == Uneven[batch.Branches[1][i]] ? 0f : 1f, batch.Different![i]);
                }
            }
        }
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Another_epoch_another_key_and_another_step_give_another_batch(LossKind loss, MiningKind mining, int batchSize)
    {
        batchSize = Fitting(loss, batchSize);
        IBatchSampler sampler = Create(loss, mining, batchSize);
        int[][] batch = sampler.Draw(1, 0).Branches;
        Assert.NotEqual(batch, sampler.Draw(2, 0).Branches);
        Assert.NotEqual(batch, sampler.Draw(1, 1).Branches);
        Assert.NotEqual(batch, Create(loss, mining, batchSize, key: 2).Draw(1, 0).Branches);
        Assert.Throws<ArgumentOutOfRangeException>(() => sampler.Draw(0, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => sampler.Draw(1, sampler.StepsPerEpoch));
    }

    [Fact]
    public void Triplets_are_two_images_of_one_person_and_one_of_another()
    {
        IBatchSampler sampler = Create(LossKind.Triplet, MiningKind.Random, 8);
        HashSet<(int, int)> positives = [];
        for (int epoch = 1; epoch <= 60; epoch++)
        {
            foreach (int[][] b in Enumerable.Range(0, sampler.StepsPerEpoch).Select(s => sampler.Draw(epoch, s).Branches))
            {
                for (int i = 0; i < b[0].Length; i++)
                {
                    Assert.NotEqual(b[0][i], b[1][i]);
                    Assert.Equal(Uneven[b[0][i]], Uneven[b[1][i]]);
                    Assert.NotEqual(Uneven[b[0][i]], Uneven[b[2][i]]);
                    positives.Add((b[0][i], b[1][i]));
                }
            }
        }

        int ordered = Uneven.CountBy(p => p).Sum(p => p.Value * (p.Value - 1));
        Assert.Equal(ordered, positives.Count); // every ordered pair turned up
    }

    [Fact]
    public void Softmax_sees_every_image_once_an_epoch()
    {
        IBatchSampler sampler = Create(LossKind.Softmax, MiningKind.Random, 7);
        IEnumerable<int> rows = Enumerable.Range(0, sampler.StepsPerEpoch).SelectMany(s => sampler.Draw(2, s).Branches[0]);
        Assert.Equal(Enumerable.Range(0, Uneven.Length), rows.Order());
    }

    [Theory]
    [InlineData(32, 37, 8, 4, 4)]
    [InlineData(30, 37, 7, 4, 5)]
    [InlineData(32, 3, 3, 10, 11)]
    [InlineData(5, 37, 2, 2, 3)]
    [InlineData(4, 37, 2, 2, 2)]
    public void A_balanced_batch_is_full_and_divided_evenly(int batchSize, int people, int sharing, int least, int most)
    {
        string[] images = [.. Enumerable.Range(0, people).SelectMany(p => Enumerable.Repeat($"s{p}", 12))];
        IBatchSampler sampler = BatchSamplerRegistry.Create(
            new RunConfiguration { BatchSize = batchSize, Mining = MiningKind.Hard }, images, 1);
        Assert.Equal(most, BalancedBatchSampler.MostImagesPerPerson(batchSize, people));
        for (int step = 0; step < sampler.StepsPerEpoch; step++)
        {
            TrainingBatch batch = sampler.Draw(1, step);
            Assert.Equal(batchSize, batch.Branches[0].Distinct().Count());
            int[] counts = [.. batch.People!.CountBy(p => p).Select(p => p.Value)];
            Assert.Equal((sharing, least, most), (counts.Length, counts.Min(), counts.Max()));
        }
    }

    public static MatrixTheoryData<LossKind, int> Grouped =>
        new([.. LossCatalog.All.Where(l => l.TakesImagesPerPerson).Select(l => l.Kind)], [2, 3, 5]);

    [Theory]
    [MemberData(nameof(Grouped))]
    public void A_batch_by_person_has_k_images_of_each_and_repeats_one_only_where_a_person_has_fewer(LossKind loss, int each)
    {
        RunConfiguration configuration = new RunConfiguration { BatchSize = 4 * each }.WithLoss(loss) with { ImagesPerPerson = each };
        IBatchSampler sampler = BatchSamplerRegistry.Create(configuration, Uneven, 1);
        Assert.Equal((Uneven.Length + (4 * each) - 1) / (4 * each), sampler.StepsPerEpoch);
        HashSet<int> seen = [];
        for (int epoch = 1; epoch <= 60; epoch++)
        {
            foreach (int[] rows in Enumerable.Range(0, sampler.StepsPerEpoch).Select(s => sampler.Draw(epoch, s).Branches[0]))
            {
                seen.UnionWith(rows);
                Assert.Equal(4 * each, rows.Length);
                ILookup<string, int> people = rows.ToLookup(r => Uneven[r]);
                Assert.Equal(4, people.Count);
                Assert.All(people, person =>
                {
                    Assert.Equal(each, person.Count());
                    int owned = Uneven.Count(p => p == person.Key);
                    int[] times = [.. person.CountBy(r => r).Select(r => r.Value)];
                    Assert.Equal(Math.Min(each, owned), times.Length);
                    Assert.True(times.Max() - times.Min() <= 1);
                });
            }
        }

        Assert.Equal(Uneven.Length, seen.Count);
    }

    [Theory]
    [InlineData(6, 4, "A batch_size of 6 cannot be divided among people with images_per_person 4: "
        + "it must be a multiple of 4, and at least 8.")]
    [InlineData(4, 4, "A batch_size of 4 cannot be divided among people with images_per_person 4: "
        + "it must be a multiple of 4, and at least 8.")]
    [InlineData(
        40,
        4,
        "A batch_size of 40 with images_per_person 4 needs 10 people, and 9 train. "
            + "Lower batch_size to at most 36, or raise images_per_person."
    )]
    [InlineData(8, null, "Loss supcon needs images_per_person. Give it 2 or more.")]
    public void Groups_that_do_not_fill_a_batch_or_of_more_people_than_train_are_refused(int batchSize, int? each, string message)
    {
        RunConfiguration configuration = new RunConfiguration { BatchSize = batchSize }.WithLoss(LossKind.Supcon) with
        {
            ImagesPerPerson = each,
        };
        Assert.Equal(
            message,
            Assert.Throws<UserErrorException>(() => BatchSamplerRegistry.Create(configuration, Uneven, 1)).Message);
    }

    [Fact]
    public void More_people_join_a_balanced_batch_where_they_have_few_images()
    {
        string[] images = [.. Enumerable.Range(0, 20).SelectMany(p => Enumerable.Repeat($"s{p}", p == 0 ? 50 : 2))];
        IBatchSampler sampler = BatchSamplerRegistry.Create(new RunConfiguration { BatchSize = 32, Mining = MiningKind.All }, images, 1);
        for (int step = 0; step < sampler.StepsPerEpoch; step++)
        {
            TrainingBatch batch = sampler.Draw(1, step);
            Assert.Equal(32, batch.Branches[0].Distinct().Count());
            Assert.True(batch.People!.CountBy(p => p).Max(p => p.Value) <= BalancedBatchSampler.MostImagesPerPerson(32, 20));
        }
    }

    [Fact]
    public void A_balanced_batch_is_smaller_when_everybody_is_in_already()
    {
        IBatchSampler sampler = BatchSamplerRegistry.Create(
            new RunConfiguration { BatchSize = 32, Mining = MiningKind.All }, ["a", "a", "b", "b", "b"], 1);
        Assert.Equal(5, sampler.Draw(1, 0).Branches[0].Distinct().Count());
    }

    [Theory]
    [InlineData(
        LossKind.Triplet,
        MiningKind.Random,
        "Loss triplet needs two images of every person, and b has one. Add an image or leave the person out."
    )]
    [InlineData(
        LossKind.Cosine,
        MiningKind.Hard,
        "Online mining needs two images of every person, and b has one. Add an image or leave the person out."
    )]
    public void A_person_with_one_image_is_refused_where_two_are_needed(LossKind loss, MiningKind mining, string message)
    {
        RunConfiguration configuration = new() { Loss = loss, Mining = mining };
        Assert.Equal(
            message,
            Assert.Throws<UserErrorException>(() => BatchSamplerRegistry.Create(configuration, ["a", "a", "b"], 1)).Message);
    }

    [Fact]
    public void A_batch_too_small_to_mine_in_is_refused()
    {
        RunConfiguration configuration = new() { BatchSize = 3, Mining = MiningKind.Semihard };
        UserErrorException error = Assert.Throws<UserErrorException>(() => BatchSamplerRegistry.Create(configuration, Uneven, 1));
        Assert.Equal(
            "Online mining needs two people with two images each in a batch, and batch_size 3 cannot hold them. Give it 4 or more.",
            error.Message);
        error = Assert.Throws<UserErrorException>(() => BatchSamplerRegistry.Create(new RunConfiguration { BatchSize = 1 }, Uneven, 1));
        Assert.Equal("batch_size 1 is too small. Give it 2 or more.", error.Message);
    }

    /// <summary>The batch size nearest to one that a loss's groups of four fill.</summary>
    private static int Fitting(LossKind loss, int batchSize) =>
        LossCatalog.Of(loss).DefaultImagesPerPerson is { } each ? Math.Max(2, batchSize / each) * each : batchSize;

    private static IBatchSampler Create(LossKind loss, MiningKind mining, int batchSize, ulong key = 1) =>
        BatchSamplerRegistry.Create(new RunConfiguration { BatchSize = batchSize }.WithLoss(loss, mining), Uneven, key);
}
