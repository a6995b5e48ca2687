using SiameseSweep.Core.Sweeps;

namespace SiameseSweep.Silo.Cli;

/// <summary>Whether a sweep's images are where it looks for them; opens none.</summary>
internal static class DataPresence
{
    public static IEnumerable<string> Warnings(DatasetSpec dataset, string dataDirectory, string fileDirectory)
    {
        switch (dataset.Kind)
        {
            case DatasetKind.Orl when !Directory.Exists(Path.Combine(dataDirectory, "orl", "training")):
                yield return $"The ORL faces are not under {Path.Combine(dataDirectory, "orl")}; a run would download them. Name the folder that holds orl/ with --data.";
                break;
            case DatasetKind.Folder:
                foreach (string folder in new[] { dataset.Train, dataset.Test }.OfType<string>())
                {
                    if (!Directory.Exists(Path.Combine(dataDirectory, folder)) && !Directory.Exists(Path.Combine(fileDirectory, folder)))
                    {
                        yield return $"There is no folder {folder}, neither under {dataDirectory} (--data) nor beside the file.";
                    }
                }

                break;
        }
    }
}
