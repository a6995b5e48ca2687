using System.Security.Cryptography;
using SiameseSweep.Core.Randomness;
using SiameseSweep.Core.Sweeps;
using SiameseSweep.TestKit;
using SiameseSweep.Training.Data;

namespace SiameseSweep.Training.Tests.Data;

public sealed class PillowResizeTests
{
    private static readonly (int W, int H, int NewW, int NewH)[] Sizes =
    [
        (92, 112, 100, 100),
        (92, 112, 16, 16),
        (92, 112, 256, 256),
        (640, 480, 100, 100),
        (1, 1, 16, 16),
        (7, 300, 100, 100),
        (100, 100, 100, 100),
        (100, 50, 100, 100),
        (50, 100, 100, 100),
        (3, 2, 16, 17),
        (101, 99, 100, 100),
    ];

    [Fact]
    public async Task Every_pixel_equals_Pillows_for_enlarging_and_reducing()
    {
        using TemporaryDirectory folder = new();
        for (int i = 0; i < Sizes.Length; i++)
        {
            File.WriteAllBytes(folder.File($"{i}"), Noise(i));
        }

        await Python.Run("PIL", Script("pillow_resize"), [folder.Path, .. Sizes.Select(s => $"{s.W},{s.H},{s.NewW},{s.NewH}")]);
        for (int i = 0; i < Sizes.Length; i++)
        {
            (int w, int h, int newW, int newH) = Sizes[i];
            Assert.True(
                File.ReadAllBytes(folder.File($"{i}.out")).AsSpan().SequenceEqual(PillowResize.Bilinear(Noise(i), w, h, newW, newH)),
                $"{Sizes[i]}");
        }
    }

    [Theory] // the sums of what Pillow 9.4.0 gave to the test above: this one judges machines without Python
    [InlineData(0, "af61390429112ac3")]
    [InlineData(1, "ae5956acaad077f7")]
    [InlineData(2, "b14f14f61ef719bd")]
    [InlineData(3, "bf4c754550cab72f")]
    [InlineData(5, "6d5f69641d9a4d31")]
    public void Pixels_equal_the_sums_that_Pillow_gave(int index, string sum)
    {
        (int w, int h, int newW, int newH) = Sizes[index];
        Assert.Equal(sum, Convert.ToHexStringLower(SHA256.HashData(PillowResize.Bilinear(Noise(index), w, h, newW, newH)))[..16]);
    }

    [Fact]
    public async Task All_ORL_images_are_prepared_bit_for_bit_as_torchvision_prepares_them()
    {
        string data = Repository.RequireOrl();
        using TemporaryDirectory folder = new();
        FaceDataset orl = Datasets.Open(new DatasetSpec { Kind = DatasetKind.Orl }, data);
        FaceImage[] images = [.. orl.Training, .. orl.Testing];
        File.WriteAllLines(folder.File("paths"), images.Select(i => i.Path));
        await Python.Run("torchvision", Script("torchvision_prepare"), Path.Combine(data, "orl"), folder.File("paths"), folder.File("out"));
        byte[] expected = File.ReadAllBytes(folder.File("out"));
        float[] ours =
        [
            .. ImagePreparation.Prepare(images, 100, invert: false).Pixels,
            .. ImagePreparation.Prepare(images, 100, invert: true).Pixels,
        ];
        Assert.Equal(2 * 400 * 100 * 100, ours.Length);
        Assert.True(System.Runtime.InteropServices.MemoryMarshal.AsBytes<float>(ours).SequenceEqual(expected));
    }

    [Fact]
    public void Sizes_that_do_not_fit_the_pixels_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => PillowResize.Bilinear(new byte[5], 2, 2, 4, 4));
        Assert.Throws<ArgumentOutOfRangeException>(() => PillowResize.Bilinear(new byte[4], 2, 2, 0, 4));
    }

    private static string Script(string name) => Path.Combine(Repository.Root, "tests", "Training.Tests", "Fixtures", $"{name}.py");

    private static byte[] Noise(int index)
    {
        KeyedRandom random = KeyedRandom.For(7, RandomUse.Preview, index);
        byte[] pixels = new byte[Sizes[index].W * Sizes[index].H];
        for (int i = 0; i < pixels.Length; i++)
        {
            pixels[i] = (byte)random.NextUInt32();
        }

        return pixels;
    }
}
