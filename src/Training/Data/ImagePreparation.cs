namespace SiameseSweep.Training.Data;

/// <summary>
/// Images as the network takes them, as the seed makes them: PIL resize, <c>PIL.ImageOps.invert</c>, torchvision's
/// <c>ToTensor</c>. (The seed inverts before it resizes; so does this.)
/// </summary>
public static class ImagePreparation
{
    private static readonly float[] Unit = Array.ConvertAll(Enumerable.Range(0, 256).ToArray(), level => level / 255f);

    /// <summary>Prepares images; see <see cref="PreparedImages"/> for shape and range.</summary>
    /// <param name="images">Any sizes; each is stretched to a square, as <c>Resize((size, size))</c> does.</param>
    /// <param name="size">Side in pixels, ≥ 1.</param>
    /// <param name="invert">Whether grey levels become 255 − v.</param>
    public static PreparedImages Prepare(IReadOnlyList<FaceImage> images, int size, bool invert)
    {
        ArgumentNullException.ThrowIfNull(images);
        ArgumentOutOfRangeException.ThrowIfLessThan(size, 1);
        float[] pixels = new float[checked(images.Count * size * size)];
        for (int i = 0; i < images.Count; i++)
        {
            FaceImage image = images[i];
            Prepare(image.Pixels, image.Width, image.Height, size, invert, pixels.AsSpan(i * size * size, size * size));
        }

        return new PreparedImages([.. images.Select(i => i.Path)], [.. images.Select(i => i.Person)], size, pixels);
    }

    /// <summary>Prepares one image into <paramref name="target"/>, size × size values.</summary>
    public static void Prepare(byte[] grey, int width, int height, int size, bool invert, Span<float> target)
    {
        ArgumentNullException.ThrowIfNull(grey);
        byte[] source = invert ? Array.ConvertAll(grey, v => (byte)(255 - v)) : grey;
        byte[] resized = PillowResize.Bilinear(source, width, height, size, size);
        for (int i = 0; i < resized.Length; i++)
        {
            target[i] = Unit[resized[i]];
        }
    }
}
