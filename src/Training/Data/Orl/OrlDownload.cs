using System.Globalization;
using System.IO.Compression;
using System.Text.RegularExpressions;
using SiameseSweep.Core;

namespace SiameseSweep.Training.Data.Orl;

/// <summary>Downloads the archive, checks it image by image and only then puts it in place, by a rename.</summary>
internal sealed partial class OrlDownload(HttpClient client, Uri archive, ImageSums sums)
{
    /// <summary>The archive has 4 MB; what is much larger is not it.</summary>
    private const long MostBytes = 64L << 20;

    private const int MostImageBytes = 1 << 20;

    /// <summary>Makes <paramref name="root"/> with its folders <c>training</c> and <c>testing</c>.</summary>
    /// <exception cref="UserErrorException">The publisher cannot be reached, sends something else, or the disk refuses.</exception>
    public async Task To(string root, IProgress<string>? progress, CancellationToken cancellation)
    {
        progress?.Report($"Downloading the ORL faces from {archive} …");
        string temporary = $"{root}.{Guid.NewGuid():N}.part";
        try
        {
            using MemoryStream bytes = await Fetch(root, progress, cancellation).ConfigureAwait(false);
            Unpack(bytes, temporary, root, cancellation);
            if (Directory.Exists(root))
            {
                // Files that are no part of the data set (a README) may lie there already: its folders go in beside them.
                foreach (string folder in Directory.EnumerateDirectories(temporary))
                {
                    Directory.Move(folder, Path.Combine(root, Path.GetFileName(folder)));
                }
            }
            else
            {
                Directory.Move(temporary, root);
            }
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new UserErrorException($"The ORL faces could not be written to {root}: {error.Message}", inner: error);
        }
        finally
        {
            if (Directory.Exists(temporary))
            {
                Directory.Delete(temporary, recursive: true);
            }
        }
    }

    private async Task<MemoryStream> Fetch(string root, IProgress<string>? progress, CancellationToken cancellation)
    {
        try
        {
            using HttpResponseMessage response = await client
                .GetAsync(archive, HttpCompletionOption.ResponseHeadersRead, cancellation)
                .ConfigureAwait(false);
            response.EnsureSuccessStatusCode();
            long? total = response.Content.Headers.ContentLength;
            await using Stream body = await response.Content.ReadAsStreamAsync(cancellation).ConfigureAwait(false);
            MemoryStream bytes = new();
            byte[] buffer = new byte[1 << 16];
            long reported = 0;
            int read;
            while ((read = await body.ReadAsync(buffer, cancellation).ConfigureAwait(false)) > 0)
            {
                bytes.Write(buffer, 0, read);
                if (bytes.Length > MostBytes)
                {
                    throw new UserErrorException(
                        $"{archive} sends more than {MostBytes >> 20} MiB, so it is not the ORL archive. "
                            + $"Put the faces into {OrlData.Place(root)} yourself."
                    );
                }

                if (bytes.Length - reported >= 512 << 10)
                {
                    reported = bytes.Length;
                    progress?.Report(
                        string.Create(
                            CultureInfo.InvariantCulture,
                            $"{reported >> 10} KiB{(total is null ? string.Empty : $" of {total >> 10}")}"));
                }
            }

            bytes.Position = 0;
            return bytes;
        }
        catch (Exception error)
            when (error is HttpRequestException or IOException
                || (error is OperationCanceledException && !cancellation.IsCancellationRequested))
        {
            string reason = error is OperationCanceledException ? "no answer in time" : error.Message.TrimEnd('.');
            throw new UserErrorException(
                $"The ORL faces could not be downloaded from {archive} ({reason}). With a network try again; "
                    + $"without, put them into {OrlData.Place(root)}.",
                inner: error);
        }
    }

    private void Unpack(MemoryStream bytes, string target, string root, CancellationToken cancellation)
    {
        Dictionary<string, ZipArchiveEntry> entries = [];
        try
        {
            using ZipArchive zip = new(bytes, ZipArchiveMode.Read, leaveOpen: true);
            foreach (ZipArchiveEntry entry in zip.Entries)
            {
                Match match = ImageName().Match(entry.FullName);
                if (match.Success)
                {
                    entries[match.Groups[1].Value] = entry;
                }
            }

            foreach (string path in sums.Paths)
            {
                cancellation.ThrowIfCancellationRequested();
                string inArchive = path[(path.IndexOf('/', StringComparison.Ordinal) + 1)..];
                byte[] file =
                    entries.TryGetValue(inArchive, out ZipArchiveEntry? entry) && entry.Length <= MostImageBytes ? Bytes(entry) : [];
                if (!sums.Matches(path, file))
                {
                    throw new UserErrorException(
                        $"The archive at {archive} is not the ORL data set: "
                            + $"{inArchive} {(entry is null ? "is missing" : "is another image than the published one")}. "
                            + $"Nothing was kept; put the faces into {OrlData.Place(root)} yourself."
                    );
                }

                // Our own list names the file, never the archive: an entry like ../../x leads nowhere.
                string place = Path.Combine(target, path);
                Directory.CreateDirectory(Path.GetDirectoryName(place)!);
                File.WriteAllBytes(place, file);
            }
        }
        catch (InvalidDataException error)
        {
            throw new UserErrorException(
                $"What {archive} sent is no ZIP archive. Put the faces into {OrlData.Place(root)} yourself.",
                inner: error);
        }
    }

    private static byte[] Bytes(ZipArchiveEntry entry)
    {
        using Stream stream = entry.Open();
        byte[] buffer = new byte[MostImageBytes];
        int length = stream.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false);
        return buffer[..length];
    }

    [GeneratedRegex(@"(?:^|/)(s\d{1,2}/\d{1,2}\.pgm)$", RegexOptions.CultureInvariant)]
    private static partial Regex ImageName();
}
