using System.Security.Cryptography;
using SiameseSweep.Core;
using SiameseSweep.Core.Runs;

namespace SiameseSweep.Silo.Client;

/// <summary>Puts a checkpoint, and what belongs to it, on disk: under a temporary name until it is whole.</summary>
internal static class CheckpointFile
{
    private const string CardExtension = ".md";

    public static string Target(string? file, RunId run, CheckpointFormat format)
    {
        string name = $"{run}{format.Extension}";
        return Path.GetFullPath(file is null ? name : Directory.Exists(file) ? Path.Combine(file, name) : file);
    }

    /// <summary>Place of a checkpoint's model card: beside it, with an extension of its own.</summary>
    public static string Card(string target) =>
        Path.GetExtension(target) is ".safetensors" or ".onnx" ? Path.ChangeExtension(target, CardExtension) : target + CardExtension;

    /// <exception cref="UserErrorException">The content has another hash than the record's, or the file cannot be written.</exception>
    public static Task Save(Stream content, string target, string sha256, CancellationToken cancellation) =>
        Write(target, async temporary =>
        {
            string written;
            await using (FileStream file = new(temporary, FileMode.Create, FileAccess.ReadWrite))
            {
                await content.CopyToAsync(file, cancellation);
                file.Flush(flushToDisk: true);
                file.Position = 0;
                written = Convert.ToHexStringLower(await SHA256.HashDataAsync(file, cancellation));
            }

            if (written != sha256)
            {
                throw new UserErrorException(
                    $"The checkpoint's content has SHA-256 {written[..12]}…, the record says {sha256[..12]}…: "
                        + "the file is damaged and was not saved.",
                    UserErrorCause.Environment);
            }
        });

    /// <summary>Writes a file under a temporary name and renames it.</summary>
    /// <param name="target">The final name.</param>
    /// <param name="write">Writes the file of the name that it is given.</param>
    /// <exception cref="UserErrorException">The file cannot be written.</exception>
    public static async Task Write(string target, Func<string, Task> write)
    {
        if (target.StartsWith("/dev/", StringComparison.Ordinal) && !target.StartsWith("/dev/shm/", StringComparison.Ordinal))
        {
            // A whole file takes its name by a rename, which would take the device's place, /dev/null's for instance.
            throw new UserErrorException($"{target} is no place for a file. Name a file or a directory with --out.");
        }

        if (!Directory.Exists(Path.GetDirectoryName(target)))
        {
            throw new UserErrorException(
                $"{target} cannot be written: there is no directory {Path.GetDirectoryName(target)}. "
                    + $"Make it, or name another place with --out."
            );
        }

        string temporary = $"{target}.{Environment.ProcessId}.tmp";
        try
        {
            await write(temporary);
            File.Move(temporary, target, overwrite: true);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new UserErrorException(
                $"{target} cannot be written: {error.Message.TrimEnd('.')}. Name another file or directory with --out.",
                inner: error);
        }
        finally
        {
            if (File.Exists(temporary))
            {
                File.Delete(temporary);
            }
        }
    }
}
