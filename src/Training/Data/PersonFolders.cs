using SiameseSweep.Core;

namespace SiameseSweep.Training.Data;

/// <summary>Reads a folder that has one folder a person, with that person's images in it.</summary>
public static class PersonFolders
{
    /// <summary>
    /// The people of a folder and how many images each has, by the files' names: none is opened. People without any are left out.
    /// </summary>
    /// <param name="path">The folder; it must exist.</param>
    /// <exception cref="UserErrorException">The folder cannot be read.</exception>
    public static Dictionary<string, int> CountImages(string path)
    {
        try
        {
            return Directory.EnumerateDirectories(path).Where(p => !Path.GetFileName(p).StartsWith('.'))
                .Select(p => (Person: Path.GetFileName(p), Images: Directory.EnumerateFileSystemEntries(p).Count(IsImage)))
                .Where(p => p.Images > 0).ToDictionary(p => p.Person, p => p.Images);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new UserErrorException($"The folder {path} cannot be read: {error.Message}", inner: error);
        }
    }

    /// <summary>Decodes every image; what is no image by its name is left out with a warning.</summary>
    /// <param name="path">The folder.</param>
    /// <param name="set">What its images' paths begin with: <c>training</c> or <c>testing</c>.</param>
    /// <param name="what">What messages call it.</param>
    /// <param name="warnings">Gets a sentence for whatever is left out.</param>
    internal static FaceImage[] Read(string path, string set, string what, List<string> warnings)
    {
        try
        {
            if (!Directory.Exists(path))
            {
                throw new UserErrorException(
                    File.Exists(path)
                        ? $"The {what} {path} is a file. Name a folder with one folder a person."
                        : $"The {what} {path} does not exist. Name a folder with one folder a person.");
            }

            List<FaceImage> images = [];
            List<string> leftOut = [], empty = [];
            leftOut.AddRange(Directory.EnumerateFiles(path).Select(f => Path.GetFileName(f)));
            foreach (string person in Directory.EnumerateDirectories(path).Order(StringComparer.Ordinal))
            {
                ReadPerson(person, set, images, leftOut, empty);
            }

            if (images.Count == 0)
            {
                string loose = leftOut.Any(FaceImageFile.HasKnownExtension)
                    ? " Its images lie loose: put each person's into a folder of their own."
                    : string.Empty;
                throw new UserErrorException(
                    $"The {what} {path} has no images in folders of people; it needs one folder a person with PGM, PNG, JPEG or BMP "
                        + $"files.{loose}"
                );
            }

            Warn(
                warnings,
                leftOut,
                what,
                path,
                "is no image in a person's folder and is left out",
                "are no images in a person's folder and are left out");
            Warn(warnings, empty, what, path, "has no image and is left out", "have no image and are left out");
            return [.. images];
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new UserErrorException($"The {what} {path} cannot be read: {error.Message}", inner: error);
        }
    }

    /// <summary>The first three of many names, and how many more there are.</summary>
    internal static string Some(IReadOnlyCollection<string> names) =>
        string.Join(", ", names.Take(3)) + (names.Count > 3 ? $" and {names.Count - 3} more" : string.Empty);

    private static void ReadPerson(string folder, string set, List<FaceImage> images, List<string> leftOut, List<string> empty)
    {
        string person = Path.GetFileName(folder);
        if (person.StartsWith('.'))
        {
            leftOut.Add(person);
            return;
        }

        int before = images.Count;
        foreach (string entry in Directory.EnumerateFileSystemEntries(folder).Order(StringComparer.Ordinal))
        {
            string name = Path.GetFileName(entry);
            if (!IsImage(entry))
            {
                leftOut.Add($"{person}/{name}");
                continue;
            }

            DecodedImage image = FaceImageFile.Read(entry);
            images.Add(new FaceImage($"{set}/{person}/{name}", person, image.Width, image.Height, image.Pixels));
        }

        if (images.Count == before)
        {
            empty.Add(person);
        }
    }

    private static bool IsImage(string entry)
    {
        string name = Path.GetFileName(entry);
        return !name.StartsWith('.') && !Directory.Exists(entry) && FaceImageFile.HasKnownExtension(name);
    }

    private static void Warn(List<string> warnings, List<string> names, string what, string path, string one, string many)
    {
        if (names.Count > 0)
        {
            warnings.Add($"In the {what} {path}, {Some(names)} {(names.Count == 1 ? one : many)}.");
        }
    }
}
