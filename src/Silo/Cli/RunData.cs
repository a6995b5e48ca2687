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
        if (dataset.Kind == DatasetKind.Orl && !OrlData.IsThere(dataDirectory))
        {
            Terminal.Note($"The ORL faces are not under {dataDirectory}; downloading them from {OrlData.Publisher} …");
            await OrlData.EnsureAsync(dataDirectory, new ProgressNotes(), cancellation);
        }

        string? baseDirectory = null;
        if (dataset is { Kind: DatasetKind.Folder, Train: { } train } && !Directory.Exists(Path.Combine(dataDirectory, train)))
        {
            baseDirectory = Path.GetDirectoryName(Path.GetFullPath(sweepFile))!;
        }

        FaceDataset opened = Datasets.Open(Resolved(dataset, baseDirectory ?? dataDirectory), dataDirectory);
        foreach (string warning in opened.Warnings)
        {
            Terminal.Note($"warning: {warning}");
        }

        return baseDirectory;
    }

    // As the head resolves it when the sweep is submitted.
    private static DatasetSpec Resolved(DatasetSpec dataset, string baseDirectory) => dataset with
    {
        Train = dataset.Train is null ? null : Path.GetFullPath(dataset.Train, Path.GetFullPath(baseDirectory)),
        Test = dataset.Test is null ? null : Path.GetFullPath(dataset.Test, Path.GetFullPath(baseDirectory)),
    };
}
