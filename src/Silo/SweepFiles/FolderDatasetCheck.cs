using SiameseSweep.Core;
using SiameseSweep.Core.Losses;
using SiameseSweep.Core.Samplers;
using SiameseSweep.Core.Sweeps;
using SiameseSweep.Training.Data;

namespace SiameseSweep.Silo.SweepFiles;

/// <summary>Whether what a sweep draws can be trained on the people of its folders. Counts files by their names and opens none.</summary>
internal static class FolderDatasetCheck
{
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

        int training;
        try
        {
            training = IdentitySplit.For(people.Training.Keys, people.Test.Keys, definition.Siamese, 0, 0).Training.Count;
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
        IReadOnlyList<RunConfiguration> drawn = DrawStatistics.Of(definition.Space).Configurations;
        return lonely is not null && PairsWithinPeople(drawn) is { } what
            ? $"{what} needs two images of every person who trains, and {lonely} has one. "
                + $"Add an image, leave the person out, or leave {what} out of the sweep."
            : drawn.Select(c => ConfigurationRules.GroupProblem(c, training)).FirstOrDefault(p => p is not null);
    }

    /// <summary>Name of a drawn loss or mining that needs two images of every person; null if there is none.</summary>
    private static string? PairsWithinPeople(IReadOnlyList<RunConfiguration> drawn) => drawn
        .Select(c => LossCatalog.Of(c.Loss).NeedsTwoImages(c.IsMined))
        .OfType<string>()
        .Order(StringComparer.Ordinal)
        .FirstOrDefault();
}
