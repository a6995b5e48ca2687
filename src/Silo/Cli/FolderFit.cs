using SiameseSweep.Core;
using SiameseSweep.Core.Losses;
using SiameseSweep.Core.Randomness;
using SiameseSweep.Core.Sweeps;
using SiameseSweep.Training.Data;

namespace SiameseSweep.Silo.Cli;

/// <summary>Whether what a sweep draws can be trained on the people of its folders. Counts files by their names and opens none.</summary>
internal static class FolderFit
{
    private const int Draws = 500;

    /// <summary>A sentence for what cannot work; null when all can, or when the folders are not there to be counted.</summary>
    public static string? Problem(SweepDefinition definition, string dataDirectory, string fileDirectory)
    {
        DatasetSpec dataset = definition.Siamese.Dataset;
        if (dataset.Kind != DatasetKind.Folder || Count(dataset.Train, dataDirectory, fileDirectory) is not { } train
            || Count(dataset.Test, dataDirectory, fileDirectory) is not { } test)
        {
            return null;
        }

        try
        {
            IdentitySplit.For(train.Keys, test.Keys, definition.Siamese, 0, 0);
        }
        catch (UserErrorException error)
        {
            return error.Message;
        }

        string? lonely = train.Concat(definition.Siamese.Folds > 1 ? test : []).Where(p => p.Value == 1).Select(p => p.Key).Order(StringComparer.Ordinal).FirstOrDefault();
        return lonely is not null && PairsWithinPeople(definition.Space) is { } what
            ? $"{what} needs two images of every person who trains, and {lonely} has one. Add an image, leave the person out, or leave {what} out of the sweep."
            : null;
    }

    /// <summary>What the space draws that needs a second image of everybody; null when nothing does.</summary>
    private static string? PairsWithinPeople(SearchSpace space)
    {
        KeyedRandom random = KeyedRandom.For(1, RandomUse.Preview);
        RunConfiguration[] drawn =
        [
            .. Enumerable.Range(0, Draws).Select(_ => space.Configure([.. space.Axes.Select(a => a.Distribution.Quantile(random.NextDouble()))])).OfType<RunConfiguration>(),
        ];
        return drawn.Select(c => LossCatalog.Of(c.Loss).NeedsTwoImages(c.IsMined)).OfType<string>().Order(StringComparer.Ordinal).FirstOrDefault();
    }

    private static Dictionary<string, int>? Count(string? folder, string dataDirectory, string fileDirectory)
    {
        string? path = folder is null ? null : new[] { dataDirectory, fileDirectory }.Select(d => Path.Combine(d, folder)).FirstOrDefault(Directory.Exists);
        return path is null ? null : PersonFolders.CountImages(path);
    }
}
