using System.Text;
using SiameseSweep.Core;
using SiameseSweep.Core.Randomness;
using SiameseSweep.TestKit;
using SiameseSweep.Training.Data;
using SkiaSharp;

namespace SiameseSweep.Training.Tests.Data;

public sealed class FaceImageFileTests
{
    [Theory]
    [InlineData("P2 2 2 255 0 1 254 255", new byte[] { 0, 1, 254, 255 })]
    [InlineData("P2\n# made by hand\n2 # wide\n2\n255\n0 1\n# half way\n254 255\n", new byte[] { 0, 1, 254, 255 })]
    [InlineData("P2 2 2 15 0 1 14 15", new byte[] { 0, 17, 238, 255 })]
    [InlineData("P2 2 2 65535 0 257 65278 65535", new byte[] { 0, 1, 254, 255 })]
    [InlineData("P5\n# x\n2 2\n255\nabcd", new byte[] { 97, 98, 99, 100 })]
    [InlineData("P5 2 2 127\n\0\u0001~\u007f", new byte[] { 0, 2, 253, 255 })]
    [InlineData("P5 2 1 65535\n\u0001\u0001~~", new byte[] { 1, 126 })]
    public void Grey_maps_are_read_with_comments_and_other_depths(string file, byte[] pixels) =>
        Assert.Equal(pixels, FaceImageFile.Decode(Encoding.Latin1.GetBytes(file), "x.pgm").Pixels);

    [Theory]
    [InlineData("", "x.pgm is empty. Remove it or put an image in its place.")]
    [InlineData("P5\n92 112\n255\nabc", "x.pgm is cut short (3 of 10304 bytes of pixels). Copy it again from where it came from.")]
    [InlineData("P5\n92 112\n65535\nabc", "x.pgm is cut short (3 of 20608 bytes of pixels). Copy it again from where it came from.")]
    [InlineData("P5\n92", "x.pgm is cut short (its height is missing). Copy it again from where it came from.")]
    [InlineData("P5\n92 112\n255", "x.pgm is cut short (0 of 10304 bytes of pixels). Copy it again from where it came from.")]
    [InlineData("P2 2 2 255 0 1  254 ", "x.pgm is cut short (3 of 4 levels). Copy it again from where it came from.")]
    [InlineData(
        "P2 92 112 255 1 2 3",
        "x.pgm is cut short (10304 levels do not fit into its 19 bytes). Copy it again from where it came from."
    )]
    [InlineData("P2 2 2 255 0 1 2 256", "x.pgm holds the level 256, above its own maxval 255. Convert it again.")]
    [InlineData("P5 2 2 70000\nabcd", "x.pgm says that its brightest level is 70000; a PGM's is between 1 and 65535. Convert it again.")]
    [InlineData("P5 0 2 255\n", "x.pgm says that it is 0x2 pixels, so it shows nothing. Put an image in its place.")]
    [InlineData("P5 100000 100000 255\n", "x.pgm says that it is 100000x100000 pixels; at most 50 million are read. Make it smaller.")]
    [InlineData(
        "P2 999999999999 999999999999 255 0",
        "x.pgm says that it is 999999999999x999999999999 pixels; at most 50 million are read. Make it smaller."
    )]
    [InlineData(
        "P5 is what this text begins with",
        "x.pgm begins like a PGM image, but where its width should be there is no number (byte 3). Put an image in its place."
    )]
    [InlineData("Dear diary, today I named you .pgm\n", "x.pgm is a text file, not an image. Remove it or put an image in its place.")]
    [InlineData("GIF89a\u0001\0\u0001\0", "x.pgm is not a PGM, PNG, JPEG or BMP image. Remove it or put an image in its place.")]
    [InlineData("\u0089PNG\r\n", "x.pgm is damaged or cut short: not even its size can be read. Copy it again from where it came from.")]
    public void What_is_no_image_is_refused_with_its_name_and_a_reason(string file, string message) =>
        Assert.Equal(
            message,
            Assert.Throws<UserErrorException>(() => FaceImageFile.Decode(Encoding.Latin1.GetBytes(file), "x.pgm")).Message);

    [Theory]
    [InlineData(SKEncodedImageFormat.Png)]
    [InlineData(SKEncodedImageFormat.Jpeg)]
    public void An_encoded_image_cut_short_is_refused(SKEncodedImageFormat format)
    {
        byte[] whole = Colours(format);
        UserErrorException error = Assert.Throws<UserErrorException>(() => FaceImageFile.Decode(whole[..(whole.Length / 2)], "x.png"));
        Assert.StartsWith("x.png is cut short", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_small_file_that_announces_a_giant_is_refused_before_memory_is_taken()
    {
        byte[] bomb = Bmp(30_000, 30_000, []);
        Assert.Contains(
            "says that it is 30000x30000 pixels",
            Assert.Throws<UserErrorException>(() => FaceImageFile.Decode(bomb, "x.bmp")).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Colour_becomes_grey_as_Pillow_makes_it()
    {
        using TemporaryDirectory folder = new();
        (string Name, byte[] Bytes, int Tolerance)[] files =
        [
            ("a.png", Colours(SKEncodedImageFormat.Png), 0),
            ("b.bmp", Bmp(40, 30, [.. Noise(40 * 30 * 3)]), 0),
            ("c.jpg", Colours(SKEncodedImageFormat.Jpeg), 3),
            ("d.pgm", [.. "P5\n# c\n40 30\n100\n"u8, .. Noise(1200).Select(b => (byte)(b % 101))], 0),
        ];
        foreach ((string name, byte[] bytes, _) in files)
        {
            File.WriteAllBytes(folder.File(name), bytes);
        }

        await Python.Run(
            "PIL",
            Path.Combine(Repository.Root, "tests", "Training.Tests", "Fixtures", "pillow_decode.py"),
            [.. files.Select(f => folder.File(f.Name))]);
        foreach ((string name, _, int tolerance) in files)
        {
            byte[] expected = File.ReadAllBytes(folder.File(name + ".grey"));
            byte[] ours = FaceImageFile.Read(folder.File(name)).Pixels;
            Assert.Equal(expected.Length, ours.Length);
            Assert.True(expected.Zip(ours, (a, b) => Math.Abs(a - b)).Max() <= tolerance, name); // JPEG decoders may round differently
        }
    }

    [Fact]
    public void A_file_that_is_not_there_is_named()
    {
        UserErrorException error = Assert.Throws<UserErrorException>(() => FaceImageFile.Read("/nowhere/x.pgm"));
        Assert.StartsWith("/nowhere/x.pgm cannot be read: ", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_too_big_for_an_image_is_refused_unread()
    {
        using TemporaryDirectory folder = new();
        using (FileStream sparse = File.Create(folder.File("x.pgm")))
        {
            sparse.SetLength(FaceImageFile.MostBytes + 1);
        }

        Assert.Contains(
            "has 256 MiB",
            Assert.Throws<UserErrorException>(() => FaceImageFile.Read(folder.File("x.pgm"))).Message,
            StringComparison.Ordinal);
    }

    private static byte[] Colours(SKEncodedImageFormat format)
    {
        byte[] noise = [.. Noise(40 * 30 * 4)];
        for (int i = 3; i < noise.Length; i += 4)
        {
            noise[i] = 255;
        }

        using SKImage image = SKImage.FromPixelCopy(new SKImageInfo(40, 30, SKColorType.Rgba8888, SKAlphaType.Unpremul), noise);
        using SKData data = image.Encode(format, 95);
        return data.ToArray();
    }

    /// <summary>24-bit BMP with the rows as given; widths must be multiples of 4.</summary>
    private static byte[] Bmp(int width, int height, byte[] bgr)
    {
        using MemoryStream stream = new();
        using BinaryWriter writer = new(stream);
        writer.Write("BM"u8);
        foreach (int number in (int[])[54 + (width * height * 3), 0, 54, 40, width, height, 1 | (24 << 16), 0, 0, 0, 0, 0, 0])
        {
            writer.Write(number);
        }

        writer.Write(bgr);
        return stream.ToArray();
    }

    private static IEnumerable<byte> Noise(int count)
    {
        KeyedRandom random = KeyedRandom.For(3, RandomUse.Preview, count);
        return Enumerable.Range(0, count).Select(_ => (byte)random.NextUInt32()).ToArray();
    }
}
