using System.Globalization;
using SiameseSweep.Core;

namespace SiameseSweep.Training.Data;

/// <summary>
/// Portable grey maps (https://netpbm.sourceforge.net/doc/pgm.html), P5 and P2, with comments. Levels are scaled to 0…255 as
/// Pillow scales those of a maxval below 255, also where it is above (there Pillow's <c>convert("L")</c> would cut everything
/// above 255 off instead).
/// </summary>
internal static class PgmReader
{
    public static DecodedImage Read(byte[] file, string name)
    {
        int position = 2;
        long width = Number(file, ref position, name, "width");
        long height = Number(file, ref position, name, "height");
        long maxval = Number(file, ref position, name, "maxval");
        FaceImageFile.CheckSize(width, height, name);
        if (maxval is < 1 or > 65535)
        {
            throw new UserErrorException(
                $"{name} says that its brightest level is {maxval}; a PGM's is between 1 and 65535. Convert it again.");
        }

        byte[] pixels = file[1] == '5'
            ? Binary(file, position + 1, (int)(width * height), (int)maxval, name)
            : Plain(file, position, (int)(width * height), (int)maxval, name);
        return new DecodedImage((int)width, (int)height, pixels);
    }

    private static byte[] Binary(byte[] file, int start, int count, int maxval, string name)
    {
        int bytesEach = maxval > 255 ? 2 : 1;
        long there = file.Length - start;
        if (there < (long)count * bytesEach)
        {
            throw FaceImageFile.CutShort(name, $"{Math.Max(0, there)} of {(long)count * bytesEach} bytes of pixels");
        }

        byte[] pixels = new byte[count];
        if (maxval == 255)
        {
            Array.Copy(file, start, pixels, 0, count);
            return pixels;
        }

        byte[] scaled = Scale(maxval);
        for (int i = 0; i < count; i++)
        {
            int level = bytesEach == 1 ? file[start + i] : (file[start + (2 * i)] << 8) | file[start + (2 * i) + 1];
            pixels[i] = scaled[Math.Min(level, maxval)];
        }

        return pixels;
    }

    private static byte[] Plain(byte[] file, int position, int count, int maxval, string name)
    {
        // Every level takes at least a digit and a space: what cannot be there is refused before memory is taken for it.
        if (((long)count * 2) - 1 > file.Length - position)
        {
            throw FaceImageFile.CutShort(name, $"{count} levels do not fit into its {file.Length} bytes");
        }

        byte[] scaled = Scale(maxval);
        byte[] pixels = new byte[count];
        for (int i = 0; i < count; i++)
        {
            SkipSpaceAndComments(file, ref position);
            if (position >= file.Length)
            {
                throw FaceImageFile.CutShort(name, $"{i} of {count} levels");
            }

            long level = Number(file, ref position, name, $"level {i + 1}");
            if (level > maxval)
            {
                throw new UserErrorException($"{name} holds the level {level}, above its own maxval {maxval}. Convert it again.");
            }

            pixels[i] = scaled[level];
        }

        return pixels;
    }

    /// <summary>Levels 0…maxval to 0…255, halves to even as Python rounds.</summary>
    private static byte[] Scale(int maxval)
    {
        byte[] scaled = new byte[maxval + 1];
        for (int level = 0; level <= maxval; level++)
        {
            scaled[level] = (byte)Math.Round(level / (double)maxval * 255, MidpointRounding.ToEven);
        }

        return scaled;
    }

    private static long Number(byte[] file, ref int position, string name, string what)
    {
        SkipSpaceAndComments(file, ref position);
        int start = position;
        while (position < file.Length && position - start < 12 && file[position] is >= (byte)'0' and <= (byte)'9')
        {
            position++;
        }

        if (position > start && (position == file.Length || IsSpace(file[position]) || file[position] == '#'))
        {
            return long.Parse(file.AsSpan(start, position - start), NumberStyles.None, CultureInfo.InvariantCulture);
        }

        throw position >= file.Length
            ? FaceImageFile.CutShort(name, $"its {what} is missing")
            : new UserErrorException(
                $"{name} begins like a PGM image, but where its {what} should be there is no number (byte {start}). "
                    + $"Put an image in its place."
            );
    }

    private static void SkipSpaceAndComments(byte[] file, ref int position)
    {
        while (position < file.Length && (IsSpace(file[position]) || file[position] == '#'))
        {
            if (file[position++] != '#')
            {
                continue;
            }

            while (position < file.Length && file[position] is not ((byte)'\n' or (byte)'\r'))
            {
                position++;
            }
        }
    }

    private static bool IsSpace(byte b) => b is (byte)' ' or (byte)'\t' or (byte)'\n' or (byte)'\r' or 0x0B or 0x0C;
}
