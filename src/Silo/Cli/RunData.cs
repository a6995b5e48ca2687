using SiameseSweep.Core;
using SiameseSweep.Core.Sweeps;
using SiameseSweep.Training.Data;

namespace SiameseSweep.Silo.Cli;

/// <summary>Opens a sweep's images before anything is started, so that what is wrong with them is said at once.</summary>
internal static class RunData
{
    /// <summary>Returns what relative folders of the data set are relative to; null: the data directory.</summary>
    /// <exception cref="UserErrorException">The images are missing or not what they should be.</exception>
    public static async Task<string?> Prepare(DatasetSpec dataset, string dataDirectory, string sweepFile, CancellationToken cancellation)
    {
        await Datasets.KindOf(dataset).FetchAsync(dataDirectory, new ProgressNotes(), cancellation);
        bool besideTheFile = dataset.Folders.FirstOrDefault() is { } first && !Directory.Exists(Path.Combine(dataDirectory, first));
        string? baseDirectory = besideTheFile ? Path.GetDirectoryName(Path.GetFullPath(sweepFile))! : null;
        FaceDataset opened = Datasets.Open(dataset.Under(baseDirectory ?? dataDirectory), dataDirectory);
        foreach (string warning in opened.Warnings)
        {
            Terminal.Note($"warning: {warning}");
        }

        return baseDirectory;
    }
}
