namespace SiameseSweep.Training.Data;

/// <summary>Images as the network takes them, still on the host.</summary>
/// <param name="Paths">n paths relative to the data set's root.</param>
/// <param name="People">The person of each, n.</param>
/// <param name="Size">Side in pixels.</param>
/// <param name="Pixels">
/// n × 1 × size × size values in [0, 1]: resized bit for bit as Pillow's bilinear filter does it, inverted if asked, divided by
/// 255 in single precision (torchvision's ToTensor).
/// </param>
public sealed record PreparedImages(string[] Paths, string[] People, int Size, float[] Pixels)
{
    /// <summary>Number of images.</summary>
    public int Count => Paths.Length;
}
