using SiameseSweep.Core.Sweeps;
using SiameseSweep.Training.Data;

namespace SiameseSweep.Silo.SweepFiles;

/// <summary>Whether a sweep's images are where it looks for them; opens none.</summary>
internal static class DataPresence
{
    public static IEnumerable<string> Warnings(DatasetSpec dataset, string dataDirectory, string fileDirectory)
    {
        if (Datasets.KindOf(dataset).Missing(dataDirectory) is { } missing)
        {
            yield return missing;
        }

        foreach (string folder in dataset.Folders)
        {
            if (!Directory.Exists(Path.Combine(dataDirectory, folder)) && !Directory.Exists(Path.Combine(fileDirectory, folder)))
            {
                yield return $"There is no folder {folder}, neither under {dataDirectory} (--data) nor beside the file.";
            }
        }
    }
}
