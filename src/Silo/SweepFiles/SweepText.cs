using System.Text;
using SiameseSweep.Core;

namespace SiameseSweep.Silo.SweepFiles;

/// <summary>Reads a sweep file from disk: the bytes only, what they mean is Core's.</summary>
internal static class SweepText
{
    /// <summary>Far more than any sweep needs; keeps a wrong file from being read into memory.</summary>
    public const int MostBytes = 1024 * 1024;

    /// <exception cref="UserErrorException">There is no such file, it cannot be read, is too large, or is not UTF-8 text.</exception>
    public static string Read(string path)
    {
        if (Directory.Exists(path))
        {
            throw new UserErrorException($"{path} is a directory; name a sweep file (YAML).");
        }

        byte[] bytes;
        try
        {
            using FileStream stream = File.OpenRead(path);
            if (stream.CanSeek && stream.Length > MostBytes)
            {
                throw new UserErrorException(
                    $"{path} has {stream.Length:N0} bytes; a sweep file has at most {MostBytes:N0}. Is it the right file?");
            }

            // A pipe (/dev/stdin) does not tell its length.
            bytes = new byte[MostBytes + 1];
            Array.Resize(ref bytes, stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false));
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new UserErrorException($"There is no file {path}.", inner: error);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new UserErrorException($"{path} cannot be read: {error.Message}", inner: error);
        }

        if (bytes.Length > MostBytes)
        {
            throw new UserErrorException($"{path} has more than {MostBytes:N0} bytes; a sweep file has fewer. Is it the right file?");
        }

        return Decode(bytes, path);
    }

    /// <exception cref="UserErrorException">The bytes are not UTF-8 text.</exception>
    public static string Decode(byte[] bytes, string name)
    {
        try
        {
            return new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(bytes);
        }
        catch (DecoderFallbackException error)
        {
            throw new UserErrorException($"{name} is not UTF-8 text (byte {error.Index + 1:N0}); a sweep file is YAML text.", inner: error);
        }
    }
}
