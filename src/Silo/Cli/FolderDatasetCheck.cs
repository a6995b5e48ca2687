using SiameseSweep.Core;
using SiameseSweep.Core.Losses;
using SiameseSweep.Core.Randomness;
using SiameseSweep.Core.Sweeps;
using SiameseSweep.Training.Data;

namespace SiameseSweep.Silo.Cli;

/// <summary>Whether what a sweep draws can be trained on the people of its folders. Counts files by their names and opens none.</summary>
internal static class FolderDatasetCheck
{
    private const int Draws = 500;

    /// <summary>A sentence for what cannot work; null when all can, or when the folders are not there to be counted.</summary>
    public static string? Problem(SweepDefinition definition, string dataDirectory, string fileDirectory)
    {
        DatasetSpec dataset = definition.Siamese.Dataset;
        string PlaceOf(string folder) =>
            new[] { dataDirectory, fileDirectory }.Select(d => Path.Combine(d, folder)).FirstOrDefault(Directory.Exists)
            ?? Path.GetFullPath(folder, dataDirectory);
        if (Datasets.KindOf(dataset).Count(dataset.WithFolders(PlaceOf)) is not { } people)
        {
            return null;
        }

        try
        {
            IdentitySplit.For(people.Training.Keys, people.Test.Keys, definition.Siamese, 0, 0);
        }
        catch (UserErrorException error)
        {
            return error.Message;
        }

        string? lonely = people
            .Training.Concat(definition.Siamese.Folds > 1 ? people.Test : new Dictionary<string, int>())
            .Where(p => p.Value == 1)
            .Select(p => p.Key)
            .Order(StringComparer.Ordinal)
            .FirstOrDefault();
        return lonely is not null && PairsWithinPeople(definition.Space) is { } what
            ? $"{what} needs two images of every person who trains, and {lonely} has one. Add an image, leave the person out, or leave {what} out of the sweep."
            : null;
    }

    /// <summary>Name of a drawn loss or mining that needs two images of every person; null if there is none.</summary>
    private static string? PairsWithinPeople(SearchSpace space)
    {
        KeyedRandom random = KeyedRandom.For(1, RandomUse.Preview);
        RunConfiguration[] drawn =
        [
            .. Enumerable
                .Range(0, Draws)
                .Select(_ => space.Configure([.. space.Axes.Select(a => a.Distribution.Quantile(random.NextDouble()))]))
                .OfType<RunConfiguration>(),
        ];
        return drawn
            .Select(c => LossCatalog.Of(c.Loss).NeedsTwoImages(c.IsMined))
            .OfType<string>()
            .Order(StringComparer.Ordinal)
            .FirstOrDefault();
    }
}
