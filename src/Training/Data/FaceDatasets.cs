using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace SiameseSweep.Training.Data;

/// <summary>Common part of all data set kinds: the order of images and the fingerprint.</summary>
internal static class FaceDatasets
{
    /// <summary>Orders the images and takes their fingerprint.</summary>
    public static FaceDataset Assemble(IEnumerable<FaceImage> training, IEnumerable<FaceImage> testing, IReadOnlyList<string> warnings)
    {
        FaceImage[] train = Ordered(training), test = Ordered(testing);
        return new FaceDataset(train, test, Fingerprint(train.Concat(test)), warnings);
    }

    private static FaceImage[] Ordered(IEnumerable<FaceImage> images) =>
        [.. images.OrderBy(i => i.Person, StringComparer.Ordinal).ThenBy(i => i.Path, StringComparer.Ordinal)];

    private static string Fingerprint(IEnumerable<FaceImage> images)
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Span<byte> size = stackalloc byte[9];
        foreach (FaceImage image in images)
        {
            // A zero byte ends the path, so that no path can run into the numbers after it.
            hash.AppendData(Encoding.UTF8.GetBytes(image.Path));
            size[0] = 0;
            BinaryPrimitives.WriteInt32LittleEndian(size[1..], image.Width);
            BinaryPrimitives.WriteInt32LittleEndian(size[5..], image.Height);
            hash.AppendData(size);
            hash.AppendData(image.Pixels);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
