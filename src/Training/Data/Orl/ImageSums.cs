using System.Security.Cryptography;
using SiameseSweep.Core;

namespace SiameseSweep.Training.Data.Orl;

/// <summary>A list of image files with their SHA-256 sums, in the format of <c>sha256sum</c>: what a published data set must be.</summary>
internal sealed class ImageSums
{
    private readonly SortedDictionary<string, string> _sums = new(StringComparer.Ordinal);

    /// <summary>Reads lines of sum, two spaces, path.</summary>
    public ImageSums(string text)
    {
        foreach (string line in text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            string[] parts = line.Split("  ", 2);
            _sums.Add(parts[1], parts[0]);
        }
    }

    /// <summary>The 400 ORL images, split as <c>training</c> (37 people) and <c>testing</c> (s5, s6, s7).</summary>
    public static ImageSums Orl { get; } = Embedded("SiameseSweep.Training.Data.Orl.orl.sha256");

    /// <summary>Paths, relative to the data set's root.</summary>
    public IReadOnlyCollection<string> Paths => _sums.Keys;

    /// <summary>Whether some bytes are the image of that path.</summary>
    public bool Matches(string path, ReadOnlySpan<byte> file) => _sums[path] == Convert.ToHexStringLower(SHA256.HashData(file));

    /// <summary>The images below <paramref name="root"/> in the order of their paths, each checked.</summary>
    /// <exception cref="UserErrorException">Images are missing, too many, of another size or otherwise not the published ones.</exception>
    public IReadOnlyList<FaceImage> Read(string root, string remedy)
    {
        List<string> wrong = [];
        List<FaceImage> images = [];
        foreach (string path in _sums.Keys)
        {
            string place = Path.Combine(root, path);
            byte[]? file = File.Exists(place) && new FileInfo(place).Length <= FaceImageFile.MostBytes ? File.ReadAllBytes(place) : null;
            if (file is not null && Matches(path, file))
            {
                DecodedImage image = FaceImageFile.Decode(file, place);
                images.Add(new FaceImage(path, path.Split('/')[1], image.Width, image.Height, image.Pixels));
                continue;
            }

            wrong.Add($"{path} {(file is null ? "is missing" : What(file, place))}");
        }

        wrong.AddRange(Surplus(root).Select(path => $"{path} does not belong there"));
        if (wrong.Count > 0)
        {
            throw new UserErrorException(
                $"{root} is not the ORL data set: {wrong.Count} {(wrong.Count == 1 ? "image is" : "images are")} wrong "
                    + $"({string.Join("; ", wrong.Take(3))}{(wrong.Count > 3 ? "; …" : string.Empty)}). {remedy}"
            );
        }

        return images;
    }

    private static string What(byte[] file, string place)
    {
        try
        {
            DecodedImage image = FaceImageFile.Decode(file, Path.GetFileName(place));
            return (image.Width, image.Height) == (92, 112)
                ? "is another image than the published one"
                : $"is {image.Width}x{image.Height} instead of 92x112";
        }
        catch (UserErrorException)
        {
            return "is cut short or no image"; // the list names it; its own reason would make the line too long
        }
    }

    private IEnumerable<string> Surplus(string root) =>
        from set in _sums.Keys.Select(p => p.Split('/')[0]).Distinct()
        let folder = Path.Combine(root, set)
        where Directory.Exists(folder)
        from file in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal)
        where FaceImageFile.HasKnownExtension(file)
        let path = Path.GetRelativePath(root, file).Replace(Path.DirectorySeparatorChar, '/')
        where !_sums.ContainsKey(path)
        select path;

    private static ImageSums Embedded(string name)
    {
        using Stream stream = typeof(ImageSums).Assembly.GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"The resource {name} is missing from the program.");
        using StreamReader reader = new(stream);
        return new ImageSums(reader.ReadToEnd());
    }
}
