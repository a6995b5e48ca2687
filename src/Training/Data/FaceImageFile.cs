using SiameseSweep.Core;
using SkiaSharp;

namespace SiameseSweep.Training.Data;

/// <summary>
/// Reads image files: PGM by our own reader, PNG, JPEG and BMP through SkiaSharp. Another image library is a change of this file.
/// Colour becomes grey as Pillow's <c>convert("L")</c> makes it: (19595 R + 38470 G + 7471 B + 0x8000) / 65536, alpha ignored.
/// </summary>
public static class FaceImageFile
{
    /// <summary>The most pixels an image may announce: a small file can claim to unpack to any size.</summary>
    public const long MostPixels = 50_000_000;

    /// <summary>The most bytes a file may have.</summary>
    public const long MostBytes = 256L << 20;

    private static readonly string[] Known = [".pgm", ".png", ".jpg", ".jpeg", ".bmp"];

    /// <summary>Whether a file's name says that it is an image of a kind that <see cref="Decode"/> reads.</summary>
    public static bool HasKnownExtension(string path) => Known.Contains(Path.GetExtension(path), StringComparer.OrdinalIgnoreCase);

    /// <summary>Reads and decodes a file.</summary>
    /// <exception cref="UserErrorException">It cannot be read or is not an image; the message names it.</exception>
    public static DecodedImage Read(string path)
    {
        try
        {
            using FileStream file = new(path, FileMode.Open, FileAccess.Read, FileShare.Read);
            if (file.Length > MostBytes)
            {
                throw new UserErrorException(
                    $"{path} has {file.Length >> 20} MiB; an image file may have at most {MostBytes >> 20}. Is it an image?");
            }

            byte[] bytes = new byte[file.Length];
            file.ReadExactly(bytes);
            return Decode(bytes, path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new UserErrorException($"{path} cannot be read: {error.Message}", inner: error);
        }
    }

    /// <summary>Decodes the bytes of an image file; the format is told by the bytes, not by the name.</summary>
    /// <param name="file">PGM (P2 or P5), PNG, JPEG or BMP.</param>
    /// <param name="name">What error messages call it.</param>
    /// <exception cref="UserErrorException">It is empty, cut short, too large, or no such image.</exception>
    public static DecodedImage Decode(byte[] file, string name)
    {
        ArgumentNullException.ThrowIfNull(file);
        return file switch
        {
            [] => throw new UserErrorException($"{name} is empty. Remove it or put an image in its place."),
            [(byte)'P', (byte)'2' or (byte)'5', ..] => PgmReader.Read(file, name),
            [0x89, (byte)'P', (byte)'N', (byte)'G', ..] or [0xFF, 0xD8, 0xFF, ..] or [(byte)'B', (byte)'M', ..] => DecodeBySkia(file, name),
            _ => throw new UserErrorException(
                $"{name} is {(LooksLikeText(file) ? "a text file, not an image" : "not a PGM, PNG, JPEG or BMP image")}. "
                    + $"Remove it or put an image in its place."
            ),
        };
    }

    /// <summary>Refuses sizes that no face has, before memory is taken for them.</summary>
    internal static void CheckSize(long width, long height, string name)
    {
        if (width < 1 || height < 1)
        {
            throw new UserErrorException(
                $"{name} says that it is {width}x{height} pixels, so it shows nothing. Put an image in its place.");
        }

        if (width > MostPixels || height > MostPixels || width * height > MostPixels)
        {
            throw new UserErrorException(
                $"{name} says that it is {width}x{height} pixels; at most {MostPixels / 1_000_000} million are read. Make it smaller.");
        }
    }

    /// <summary>The one sentence for files that end early.</summary>
    internal static UserErrorException CutShort(string name, string detail) =>
        new($"{name} is cut short ({detail}). Copy it again from where it came from.");

    private static DecodedImage DecodeBySkia(byte[] file, string name)
    {
        using SKData data = SKData.CreateCopy(file);
        using SKCodec codec =
            SKCodec.Create(data)
            ?? throw new UserErrorException(
                $"{name} is damaged or cut short: not even its size can be read. Copy it again from where it came from.");
        (int width, int height) = (codec.Info.Width, codec.Info.Height);
        CheckSize(width, height, name);

        // No colour space asked for: values come as they are stored, as Pillow gives them.
        SKImageInfo wanted = new(width, height, SKColorType.Rgba8888, SKAlphaType.Unpremul, null);
        byte[] rgba = new byte[wanted.BytesSize64];
        SKCodecResult result;
        unsafe
        {
            fixed (byte* pixels = rgba)
            {
                result = codec.GetPixels(wanted, (nint)pixels);
            }
        }

        if (result != SKCodecResult.Success)
        {
            throw result == SKCodecResult.IncompleteInput
                ? CutShort(name, "its last pixels are missing")
                : new UserErrorException($"{name} cannot be decoded ({result}). Copy it again from where it came from.");
        }

        byte[] grey = new byte[width * height];
        for (int i = 0, j = 0; i < grey.Length; i++, j += 4)
        {
            grey[i] = (byte)(((rgba[j] * 19595) + (rgba[j + 1] * 38470) + (rgba[j + 2] * 7471) + 0x8000) >> 16);
        }

        return new DecodedImage(width, height, grey);
    }

    private static bool LooksLikeText(byte[] file) =>
        file.Take(512).All(b => b is >= 0x20 or (byte)'\n' or (byte)'\r' or (byte)'\t')
        && file.Take(512).Count(b => b < 0x80) * 10 >= Math.Min(512, file.Length) * 9;
}
