using SiameseSweep.Core;
using SiameseSweep.Core.Sweeps;
using SiameseSweep.Training.Data.Orl;

namespace SiameseSweep.Training.Data;

/// <summary>
/// The ORL faces under DATA/orl/{training,testing}: 40 people of 10 images, 92x112, each checked against the sums that the
/// program carries. The split is the seed's: s5, s6 and s7 test.
/// </summary>
public sealed class OrlData : IDatasetKind
{
    /// <summary>URL of the publisher's archive.</summary>
    public static Uri Publisher { get; } = new("https://www.cl.cam.ac.uk/Research/DTG/attarchive/pub/data/att_faces.zip");

    /// <inheritdoc/>
    public DatasetKind Kind => DatasetKind.Orl;

    /// <inheritdoc/>
    public FaceDataset Open(DatasetSpec spec, string dataDirectory) => Open(Root(dataDirectory));

    /// <inheritdoc/>
    public string? Missing(string dataDirectory) =>
        IsThere(dataDirectory)
            ? null
            : $"The ORL faces are not under {Path.Combine(dataDirectory, "orl")}; a run would download them. "
                + $"Name the folder that holds orl/ with --data.";

    /// <inheritdoc/>
    public async Task FetchAsync(string dataDirectory, IProgress<string> progress, CancellationToken cancellation)
    {
        if (!IsThere(dataDirectory))
        {
            progress.Report($"The ORL faces are not under {dataDirectory}; downloading them from {Publisher} …");
            await EnsureAsync(dataDirectory, progress, cancellation).ConfigureAwait(false);
        }
    }

    /// <summary>DATA/orl.</summary>
    public static string Root(string dataDirectory) => Path.Combine(Path.GetFullPath(dataDirectory), "orl");

    /// <summary>Whether there is anything at DATA/orl; <see cref="Datasets.Open"/> tells whether it is whole.</summary>
    public static bool IsThere(string dataDirectory) =>
        Directory.Exists(Path.Combine(Root(dataDirectory), "training")) || Directory.Exists(Path.Combine(Root(dataDirectory), "testing"));

    /// <summary>
    /// Makes sure that DATA/orl holds the ORL faces: looks at every image there, or downloads them from their publisher.
    /// What is there and wrong is reported, never overwritten.
    /// </summary>
    /// <param name="directory">The data directory (<c>--data</c>); made when missing.</param>
    /// <param name="progress">Sentences for the user.</param>
    /// <param name="cancellation">Gives up and leaves nothing behind.</param>
    /// <returns>The root of the data set, DATA/orl.</returns>
    /// <exception cref="UserErrorException">They are wrong, or cannot be had; the message says where to put them.</exception>
    public static async Task<string> EnsureAsync(string directory, IProgress<string>? progress, CancellationToken cancellation = default)
    {
        // Without a network some systems answer at once and some not at all: a user must not look at nothing for minutes.
        using SocketsHttpHandler handler = new() { ConnectTimeout = TimeSpan.FromSeconds(10) };
        using HttpClient client = new(handler) { Timeout = TimeSpan.FromSeconds(60) };
        return await EnsureAsync(directory, progress, client, Publisher, ImageSums.Orl, cancellation).ConfigureAwait(false);
    }

    internal static async Task<string> EnsureAsync(
        string directory, IProgress<string>? progress, HttpClient client, Uri archive, ImageSums sums, CancellationToken cancellation)
    {
        string root = Root(directory);
        if (IsThere(directory))
        {
            sums.Read(root, Remedy(root));
        }
        else
        {
            await new OrlDownload(client, archive, sums).To(root, progress, cancellation).ConfigureAwait(false);
        }

        progress?.Report($"The ORL faces at {root} are whole: {sums.Paths.Count} images checked.");
        return root;
    }

    /// <summary>Folder for files that users provide themselves.</summary>
    internal static string Place(string root) =>
        $"{Path.Combine(root, "testing")}/s5…s7 and {Path.Combine(root, "training")}/s1…s40 (the others), ten .pgm files each";

    private static FaceDataset Open(string root)
    {
        if (!Directory.Exists(Path.Combine(root, "training")) && !Directory.Exists(Path.Combine(root, "testing")))
        {
            throw new UserErrorException(
                $"The ORL faces are not at {root}. Run 'siamese-sweep data orl' to download them, name the directory that holds orl/ with "
                    + $"--data, or put them into {Place(root)}."
            );
        }

        try
        {
            ILookup<bool, FaceImage> sets = ImageSums
                .Orl.Read(root, Remedy(root))
                .ToLookup(i => i.Path.StartsWith("training/", StringComparison.Ordinal));
            return FaceDatasets.Assemble(sets[true], sets[false], []);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new UserErrorException($"The ORL faces at {root} cannot be read: {error.Message}", inner: error);
        }
    }

    private static string Remedy(string root) =>
        $"Move {root} away and run 'siamese-sweep data orl', or use kind: folder for faces of your own.";
}
