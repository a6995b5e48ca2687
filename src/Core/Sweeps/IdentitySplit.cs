using SiameseSweep.Core.Randomness;

namespace SiameseSweep.Core.Sweeps;

/// <summary>Which people a run learns from, chooses by, and is judged on. No person is in two of them.</summary>
/// <param name="Training">Learnt from.</param>
/// <param name="Validation">Chosen by: best epoch, threshold, pruning, ranking; may be empty.</param>
/// <param name="Test">Judged on, never chosen by.</param>
public sealed record IdentitySplit(IReadOnlyList<string> Training, IReadOnlyList<string> Validation, IReadOnlyList<string> Test)
{
    /// <summary>
    /// Splits a data set's people. Depends on (sweep seed, replicate, fold) and the people's names alone, so every trial
    /// meets the same people and trials can be compared pairwise. Lists keep the order in which the people were given.
    /// </summary>
    /// <param name="trainingPeople">The data set's people to train; the order does not matter to the draw.</param>
    /// <param name="testPeople">The data set's people to test.</param>
    /// <param name="options">Seed, folds, validation people.</param>
    /// <param name="replicate">From 0.</param>
    /// <param name="fold">From 0, below <see cref="SiameseOptions.Folds"/>.</param>
    /// <exception cref="UserErrorException">There are too few people for what the sweep file asks, or one is in both lists.</exception>
    public static IdentitySplit For(
        IEnumerable<string> trainingPeople, IEnumerable<string> testPeople, SiameseOptions options, int replicate, int fold)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(replicate);
        ArgumentOutOfRangeException.ThrowIfNegative(fold);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(fold, options.Folds);
        string[] training = [.. trainingPeople.Distinct()];
        string[] test = [.. testPeople.Distinct()];
        if (training.FirstOrDefault(test.Contains) is { } both)
        {
            throw new UserErrorException(
                $"The person '{both}' is among the training and the test people, so a test on it would prove nothing. "
                    + $"Rename or remove one of the two folders."
            );
        }

        if (options.Folds > 1)
        {
            (training, test) = Regroup([.. training, .. test], options, replicate, fold);
        }

        Require(training.Length, test.Length, options);
        HashSet<string> validation = [.. Draw(training, options.Seed, replicate, fold).Take(options.ValidationIdentities)];
        return new IdentitySplit([.. training.Where(p => !validation.Contains(p))], [.. training.Where(validation.Contains)], test);
    }

    /// <summary>Returns the number of people that a run trains on, of the smallest fold; null where the file does not tell.</summary>
    /// <param name="options">Data set, folds, validation people.</param>
    /// <exception cref="UserErrorException">There are too few people for what the sweep file asks.</exception>
    public static int? TrainingPeople(SiameseOptions options) => options.Dataset.KnownPeople is { } people
        ? For(
            Enumerable.Range(0, people.Training).Select(i => $"a{i}"), Enumerable.Range(0, people.Test).Select(i => $"b{i}"),
            options, 0, 0).Training.Count // no fold tests more people than the first
        : null;

    // The grouping is keyed by the replicate alone: all folds of a replicate cut the same shuffle, so everybody is unseen exactly once.
    private static (string[] Others, string[] Test) Regroup(string[] people, SiameseOptions options, int replicate, int fold)
    {
        if (people.Length < 2 * options.Folds)
        {
            throw new UserErrorException(
                $"siamese.folds is {options.Folds}, but {people.Length} people cannot be cut into {options.Folds} test groups of at least "
                    + $"two. Use at most {people.Length / 2} folds."
            );
        }

        HashSet<string> test = [.. Draw(people, options.Seed, replicate).Where((_, place) => place % options.Folds == fold)];
        return ([.. people.Where(p => !test.Contains(p))], [.. people.Where(test.Contains)]);
    }

    private static void Require(int training, int test, SiameseOptions options)
    {
        if (test < 2)
        {
            throw new UserErrorException(
                $"The data set has {test} test people, but two different ones are needed to make a pair of different faces. "
                    + $"Add test people."
            );
        }

        if (training - options.ValidationIdentities < 2)
        {
            throw new UserErrorException(
                $"siamese.validation_identities takes {options.ValidationIdentities} of {training} training people, which leaves fewer "
                    + $"than two to learn from. Lower it to at most {Math.Max(0, training - 2)}, or add people."
            );
        }
    }

    private static string[] Draw(string[] people, ulong seed, params ReadOnlySpan<long> key)
    {
        string[] shuffled = [.. people.Order(StringComparer.Ordinal)];
        KeyedRandom.For(seed, RandomUse.Split, key).Shuffle<string>(shuffled);
        return shuffled;
    }
}
