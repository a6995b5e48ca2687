using FsCheck;
using FsCheck.Fluent;
using SiameseSweep.Core.Sweeps;

namespace SiameseSweep.Core.Tests.Sweeps;

public sealed class IdentitySplitTests
{
    private static readonly string[] Train = [.. Enumerable.Range(1, 40).Where(i => i is < 5 or > 7).Select(i => $"s{i}")];
    private static readonly string[] Test = ["s5", "s6", "s7"];

    [Fact]
    public void ORLs_own_split_takes_five_people_to_choose_by_and_leaves_thirty_two()
    {
        IdentitySplit split = IdentitySplit.For(Train, Test, new SiameseOptions(), 0, 0);
        Assert.Equal((32, 5, 3), (split.Training.Count, split.Validation.Count, split.Test.Count));
        Assert.Equal(Test, split.Test);
        Assert.Equal(Train.Where(split.Training.Contains), split.Training);
    }

    [Fact]
    public void The_order_of_the_people_does_not_matter_to_who_is_drawn_but_seed_and_replicate_do()
    {
        IdentitySplit split = IdentitySplit.For(Train, Test, new SiameseOptions(), 0, 0);
        Assert.Equal(split.Validation.Order(), IdentitySplit.For(Train.Reverse(), Test, new SiameseOptions(), 0, 0).Validation.Order());
        Assert.NotEqual(split.Validation, IdentitySplit.For(Train, Test, new SiameseOptions(), 1, 0).Validation);
        Assert.NotEqual(split.Validation, IdentitySplit.For(Train, Test, new SiameseOptions { Seed = 1 }, 0, 0).Validation);
    }

    [Fact]
    public void No_person_is_ever_in_two_of_the_parts_and_with_folds_everybody_is_unseen_exactly_once_a_replicate()
    {
        Gen<(int People, int Folds, int Validation, int Seed)> cases =
            from people in Gen.Choose(8, 60)
            from folds in Gen.Choose(1, people / 4)
            from validation in Gen.Choose(0, (people / 2) - 2)
            from seed in Gen.Choose(0, 1000)
            select (people, folds, validation, seed);
        Prop.ForAll(
                cases.ToArbitrary(),
                c =>
                {
                    string[] people = [.. Enumerable.Range(0, c.People).Select(i => $"p{i}")];
                    int test = c.Folds == 1 ? 2 : c.People / 3;
                    SiameseOptions options = new()
                    {
                        Folds = c.Folds,
                        ValidationIdentities = c.Validation,
                        Seed = (ulong)c.Seed,
                    };
                    for (int replicate = 0; replicate < 2; replicate++)
                    {
                        IdentitySplit[] splits =
                        [
                            .. Enumerable.Range(0, c.Folds)
                                .Select(f => IdentitySplit.For(people[test..], people[..test], options, replicate, f)),
                        ];
                        foreach (IdentitySplit split in splits)
                        {
                            string[] all = [.. split.Training, .. split.Validation, .. split.Test];
                            Assert.Equal(people.Order(), all.Order());
                            Assert.Equal(c.Validation, split.Validation.Count);
                            Assert.True(split.Test.Count >= 2 && split.Training.Count >= 2);
                        }

                        string[] tested = [.. splits.SelectMany(s => s.Test)];
                        Assert.Equal((c.Folds > 1 ? people : people[..test]).Order(), tested.Order());
                        Assert.True(splits.Max(s => s.Test.Count) - splits.Min(s => s.Test.Count) <= 1);
                    }
                })
            .QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Too_few_people_are_refused_with_the_number_that_would_do()
    {
        Assert.Contains("at most 35", Refused(Train, Test, new SiameseOptions { ValidationIdentities = 36 }), StringComparison.Ordinal);
        Assert.Contains("at most 20 folds", Refused(Train, Test, new SiameseOptions { Folds = 21 }), StringComparison.Ordinal);
        Assert.Contains("1 test people", Refused(Train, ["s5"], new SiameseOptions()), StringComparison.Ordinal);
        Assert.Contains("'s7'", Refused([.. Train, "s7"], Test, new SiameseOptions()), StringComparison.Ordinal);
    }

    private static string Refused(string[] train, string[] test, SiameseOptions options) =>
        Assert.Throws<UserErrorException>(() => IdentitySplit.For(train, test, options, 0, 0)).Message;
}
