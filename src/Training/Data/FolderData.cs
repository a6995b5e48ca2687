using System.Globalization;
using SiameseSweep.Core;
using SiameseSweep.Core.Sweeps;

namespace SiameseSweep.Training.Data;

/// <summary>
/// <c>folder {train: DIR, test: DIR}</c>: one folder a person, whatever the folders are called. Paths in the record are
/// <c>training/PERSON/FILE</c> and <c>testing/PERSON/FILE</c>, so the fingerprint does not depend on where the folders lie.
/// </summary>
public sealed class FolderData : IDatasetKind
{
    /// <inheritdoc/>
    public DatasetKind Kind => DatasetKind.Folder;

    /// <inheritdoc/>
    public FaceDataset Open(DatasetSpec spec, string dataDirectory)
    {
        ArgumentNullException.ThrowIfNull(spec);
        List<string> warnings = [];
        FaceImage[] training = Read(spec.Train, "train", "training", dataDirectory, warnings);
        FaceImage[] testing = Read(spec.Test, "test", "testing", dataDirectory, warnings);
        string[] both = [.. training.Select(i => i.Person).Intersect(testing.Select(i => i.Person)).Order(StringComparer.Ordinal)];
        if (both.Length > 0)
        {
            throw new UserErrorException(
                $"{PersonFolders.Some(both)} {(both.Length == 1 ? "is a person" : "are people")} of both the train and the test folder, so "
                    + $"the test would not be on unseen people. Move each to one side."
            );
        }

        (int Width, int Height)[] sizes =
        [
            .. training.Concat(testing).Select(i => (i.Width, i.Height)).Distinct().OrderBy(s => s.Width * s.Height),
        ];
        if (sizes.Length > 1)
        {
            warnings.Add(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"The images have {sizes.Length} sizes, from {sizes[0].Width}x{sizes[0].Height} to "
                        + $"{sizes[^1].Width}x{sizes[^1].Height}; each is stretched to a square of image_size."
                ));
        }

        return FaceDatasets.Assemble(training, testing, warnings);
    }

    /// <inheritdoc/>
    public ImageCounts? Count(DatasetSpec spec) => Directory.Exists(spec.Train) && Directory.Exists(spec.Test)
        ? new ImageCounts(PersonFolders.CountImages(spec.Train), PersonFolders.CountImages(spec.Test))
        : null;

    private static FaceImage[] Read(string? folder, string key, string set, string dataDirectory, List<string> warnings)
    {
        if (string.IsNullOrWhiteSpace(folder))
        {
            throw new UserErrorException(
                $"The folder data set names no '{key}' folder. Write dataset: {{kind: folder, train: DIR, test: DIR}}.");
        }

        string path = Path.GetFullPath(folder, dataDirectory);
        FaceImage[] images = PersonFolders.Read(path, set, $"{key} folder", warnings);
        ILookup<string, FaceImage> people = images.ToLookup(i => i.Person);
        if (people.Count == 1)
        {
            throw new UserErrorException(
                $"The {key} folder {path} has only one person ({images[0].Person}), but at least two are needed. "
                    + $"Add a folder for each further person."
            );
        }

        if (people.All(p => p.Count() == 1))
        {
            throw new UserErrorException(
                $"The {key} folder {path} has one image per person, so no two images show the same person. "
                    + $"Add a second image of at least one."
            );
        }

        return images;
    }
}
