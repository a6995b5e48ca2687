using SiameseSweep.Core;
using SiameseSweep.Core.Sweeps;
using SiameseSweep.Training.Mining;

namespace SiameseSweep.Training.Tests.Mining;

public sealed class RandomPairSamplerTests
{
    private static readonly string[] People = [.. Enumerable.Range(0, 37).SelectMany(p => Enumerable.Repeat($"s{p}", 10))];

    private static IBatchSampler Sampler(IReadOnlyList<string>? people = null, int batch = 32, ulong key = 1) =>
        BatchSamplerRegistry.Create(new RunConfiguration { BatchSize = batch }, people ?? People, key);

    [Fact]
    public void An_epoch_has_as_many_pairs_as_images_and_the_last_batch_is_the_rest()
    {
        IBatchSampler sampler = Sampler();
        Assert.Equal(12, sampler.StepsPerEpoch);
        Assert.Equal(370, Enumerable.Range(0, 12).Sum(s => sampler.Draw(1, s).Branches[0].Length));
        Assert.Equal(18, sampler.Draw(1, 11).Branches[1].Length);
    }

    [Fact]
    public void Half_of_the_pairs_differ_and_labels_say_which()
    {
        IBatchSampler sampler = Sampler();
        int different = 0, pairs = 0, itself = 0;
        for (int epoch = 1; epoch <= 50; epoch++)
        {
            for (int step = 0; step < sampler.StepsPerEpoch; step++)
            {
                TrainingBatch batch = sampler.Draw(epoch, step);
                for (int i = 0; i < batch.Different!.Length; i++)
                {
                    (int a, int b) = (batch.Branches[0][i], batch.Branches[1][i]);
                    Assert.Equal(People[a] == People[b] ? 0f : 1f, batch.Different[i]);
                    different += (int)batch.Different[i];
                    itself += a == b ? 1 : 0;
                    pairs++;
                }
            }
        }

        // 18,500 draws: four standard deviations are 0.0147 and, for one in twenty, 0.0064.
        Assert.Equal(0.5, (double)different / pairs, 0.0147);
        Assert.Equal(0.05, (double)itself / pairs, 0.0064);
    }

    [Fact]
    public void Every_image_is_as_likely_as_any_other_in_either_place()
    {
        string[] people = ["a", "b", "b", "c", "c", "c", "a"]; // not sorted, not balanced
        IBatchSampler sampler = Sampler(people, batch: 7);
        int[] first = new int[7], otherOfA = new int[7];
        for (int epoch = 1; epoch <= 6000; epoch++)
        {
            TrainingBatch batch = sampler.Draw(epoch, 0);
            for (int i = 0; i < 7; i++)
            {
                first[batch.Branches[0][i]]++;
                if (people[batch.Branches[0][i]] == "a" && batch.Different![i] == 1)
                {
                    otherOfA[batch.Branches[1][i]]++;
                }
            }
        }

        Assert.All(first, n => Assert.InRange(n, 5650, 6350));
        Assert.Equal((0, 0), (otherOfA[0], otherOfA[6]));
        Assert.All(otherOfA[1..6], n => Assert.InRange(n, 1000, 1400));
    }

    [Fact]
    public void A_step_can_be_drawn_again_and_another_key_draws_otherwise()
    {
        Assert.Equal(Sampler().Draw(3, 5).Branches[1], Sampler().Draw(3, 5).Branches[1]);
        Assert.NotEqual(Sampler().Draw(3, 5).Branches[1], Sampler(key: 2).Draw(3, 5).Branches[1]);
        Assert.NotEqual(Sampler().Draw(3, 5).Branches[1], Sampler().Draw(4, 5).Branches[1]);
        Assert.NotEqual(Sampler().Draw(3, 5).Branches[1], Sampler().Draw(3, 6).Branches[1]);
    }

    [Fact]
    public void One_person_alone_is_refused_instead_of_searched_for_ever()
    {
        UserErrorException error = Assert.Throws<UserErrorException>(() => Sampler(["a", "a", "a"]));
        Assert.Equal("At least 2 training people are needed, and there is 1. Lower validation_identities or add people.", error.Message);
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(1, -1)]
    [InlineData(1, 12)]
    public void Steps_that_do_not_exist_are_refused(int epoch, int step) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => Sampler().Draw(epoch, step));
}
