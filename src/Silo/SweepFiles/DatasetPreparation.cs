using SiameseSweep.Core;
using SiameseSweep.Core.Sweeps;
using SiameseSweep.Silo.Cli;
using SiameseSweep.Training.Data;

namespace SiameseSweep.Silo.SweepFiles;

/// <summary>Opens a sweep's images before anything is started, so that what is wrong with them is said at once.</summary>
internal static class DatasetPreparation
{
    /// <summary>Returns the directory that relative folders of the data set are relative to.</summary>
    /// <exception cref="UserErrorException">The images are missing or not what they should be.</exception>
    public static async Task<string> Prepare(DatasetSpec dataset, Settings settings, string sweepFile, CancellationToken cancellation)
    {
        string dataDirectory = settings.DataDirectory;
        settings.MakeHomeAround(dataDirectory);
        await Datasets.KindOf(dataset).FetchAsync(dataDirectory, new ProgressNotes(), cancellation);
        string baseDirectory = dataset.Folders.FirstOrDefault() is { } first && !Directory.Exists(Path.Combine(dataDirectory, first))
            ? Path.GetDirectoryName(Path.GetFullPath(sweepFile))!
            : dataDirectory;
        FaceDataset opened = Datasets.Open(dataset.Under(baseDirectory), dataDirectory);
        foreach (string warning in opened.Warnings)
        {
            Terminal.Note($"warning: {warning}");
        }

        return baseDirectory;
    }
}
