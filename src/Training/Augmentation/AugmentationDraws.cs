using SiameseSweep.Core.Randomness;

namespace SiameseSweep.Training.Augmentation;

/// <summary>
/// The random changes of a batch's images, one value an image. An image's values do not depend on which of them are applied: flip, shift
/// and light are always drawn together, and each later augmentation has a stream of its own.
/// </summary>
/// <param name="Flip">Whether it is mirrored.</param>
/// <param name="Right">Pixels that it moves to the right.</param>
/// <param name="Down">Pixels that it moves down.</param>
/// <param name="Brightness">Factor of the grey levels.</param>
/// <param name="Contrast">Factor of their distance from the mean.</param>
/// <param name="Angle">Radians.</param>
/// <param name="Zoom">Pixels of the image that a pixel of the result stands for.</param>
/// <param name="Aspect">Factor of that across, and its inverse down.</param>
/// <param name="ErasedRow">Row of the middle of the erased square.</param>
/// <param name="ErasedColumn">Column of it.</param>
/// <param name="ErasedReach">Pixels from the middle to the square's border, the same for all images.</param>
internal sealed record AugmentationDraws(
    bool[] Flip, int[] Right, int[] Down, double[] Brightness, double[] Contrast, double[] Angle, double[] Zoom, double[] Aspect,
    int[] ErasedRow, int[] ErasedColumn, int ErasedReach)
{
    private const double ShiftShare = 0.05, LightShare = 0.2, MostDegrees = 8, ScaleShare = 0.1, EraseShare = 0.3;
    private const int RotateStream = 1, ScaleStream = 2, EraseStream = 3;

    /// <summary>Draws for a batch.</summary>
    /// <param name="count">Number of images.</param>
    /// <param name="size">Their side in pixels.</param>
    /// <param name="strength">Factor of every reach; an image is never moved, reduced or covered by more than its side.</param>
    /// <param name="key">Decides the draws.</param>
    public static AugmentationDraws Make(int count, int size, double strength, AugmentationKey key)
    {
        int shift = (int)Math.Clamp(Math.Round(ShiftShare * strength * size), 1, size);
        double light = LightShare * strength, angle = MostDegrees * strength * Math.PI / 180;
        double zoom = Math.Min(ScaleShare * strength, Math.Log(size)), aspect = zoom / 2;
        AugmentationDraws draws = new(
            new bool[count], new int[count], new int[count], new double[count], new double[count], new double[count], new double[count],
            new double[count], new int[count], new int[count], (int)Math.Min(EraseShare * strength * size, 2 * size) / 2);
        KeyedRandom random = key.Stream, rotate = key.StreamOf(RotateStream);
        KeyedRandom scale = key.StreamOf(ScaleStream), erase = key.StreamOf(EraseStream);
        for (int b = 0; b < count; b++)
        {
            draws.Flip[b] = random.NextInt(2) == 1;
            draws.Right[b] = random.NextInt((2 * shift) + 1) - shift;
            draws.Down[b] = random.NextInt((2 * shift) + 1) - shift;
            draws.Brightness[b] = random.NextDouble(Math.Max(0, 1 - light), 1 + light);
            draws.Contrast[b] = random.NextDouble(Math.Max(0, 1 - light), 1 + light);
            draws.Angle[b] = rotate.NextDouble(-angle, angle);
            draws.Zoom[b] = Math.Exp(scale.NextDouble(-zoom, zoom));
            draws.Aspect[b] = Math.Exp(scale.NextDouble(-aspect, aspect));
            draws.ErasedRow[b] = erase.NextInt(size);
            draws.ErasedColumn[b] = erase.NextInt(size);
        }

        return draws;
    }
}
