using SiameseSweep.Core.Sweeps;
using static TorchSharp.torch;

namespace SiameseSweep.Training.Augmentation;

/// <summary>
/// Random changes to a batch of training images, each image its own, in this order and at a strength of 1:
/// <list type="bullet">
/// <item><c>flip</c>: mirrored left to right with probability ½;</item>
/// <item><c>shift</c>: moved by whole pixels, up to 5 % of the side (rounded, at least one pixel) each way;</item>
/// <item><c>rotate</c>: turned about the middle by U(−8°, 8°);</item>
/// <item><c>scale</c>: enlarged or reduced by exp(U(−0.1, 0.1)), the aspect changed by exp(U(−0.05, 0.05)) across and its inverse down;
/// </item>
/// <item><c>light</c>: brightness × U(0.8, 1.2), then contrast U(0.8, 1.2) about the image's mean, clamped to [0, 1] after each, as
/// torchvision's <c>ColorJitter(brightness=0.2, contrast=0.2)</c> has them;</item>
/// <item><c>erase</c>: a square of 30 % of the side around a pixel gets the image's mean.</item>
/// </list>
/// Where a pixel comes from beyond the border, the border is repeated, since a black bar would be a feature. Nothing here has a gradient.
/// </summary>
public static class BatchAugmenter
{
    private const Augmentations Moving = Augmentations.Flip | Augmentations.Shift;
    private const Augmentations Warping = Augmentations.Rotate | Augmentations.Scale;

    /// <summary>Changes a batch.</summary>
    /// <param name="images">[B, 1, S, S] in [0, 1]; left as it is.</param>
    /// <param name="augmentations">What is asked for; with none the result shares the images' memory.</param>
    /// <param name="strength">Factor of every change but flip, &gt; 0.</param>
    /// <param name="key">Decides the draws.</param>
    /// <returns>A new tensor of the same shape, type and device, in the caller's dispose scope.</returns>
    public static Tensor Apply(Tensor images, Augmentations augmentations, double strength, AugmentationKey key)
    {
        if (augmentations == Augmentations.None)
        {
            return images.alias();
        }

        using var guard = no_grad();
        using var scope = NewDisposeScope();
        AugmentationDraws draws = AugmentationDraws.Make((int)images.shape[0], (int)images.shape[^1], strength, key);
        Tensor result = (augmentations & Warping) != 0 ? Warp(images, draws, augmentations)
            : (augmentations & Moving) != 0 ? Move(images, draws, augmentations)
            : images;
        if (augmentations.HasFlag(Augmentations.Light))
        {
            Tensor brightness = Column(draws.Brightness, result);
            Tensor contrast = Column(draws.Contrast, result);
            result = (result * brightness).Within(0, 1);
            Tensor mean = result.mean([1, 2, 3], keepdim: true);
            result = (result * contrast).Plus(contrast.SubtractedFrom(1) * mean).Within(0, 1);
        }

        if (augmentations.HasFlag(Augmentations.Erase))
        {
            result = where(Erased(result, draws), result.mean([1, 2, 3], keepdim: true), result);
        }

        return result.MoveToOuterDisposeScope();
    }

    /// <summary>Mirrors and moves in one go by saying for each row and column where it comes from.</summary>
    private static Tensor Move(Tensor images, AugmentationDraws draws, Augmentations augmentations)
    {
        bool flip = augmentations.HasFlag(Augmentations.Flip);
        bool shift = augmentations.HasFlag(Augmentations.Shift);
        int count = (int)images.shape[0], size = (int)images.shape[^1];
        long[] rows = new long[count * size];
        long[] columns = new long[count * size];
        for (int b = 0; b < count; b++)
        {
            for (int k = 0; k < size; k++)
            {
                int column = Math.Clamp(k - (shift ? draws.Right[b] : 0), 0, size - 1);
                rows[(b * size) + k] = Math.Clamp(k - (shift ? draws.Down[b] : 0), 0, size - 1);
                columns[(b * size) + k] = flip && draws.Flip[b] ? size - 1 - column : column;
            }
        }

        Tensor rowsFrom = tensor(rows).ToDeviceAsync(images.device).view(count, 1, size, 1).expand(count, 1, size, size);
        Tensor columnsFrom = tensor(columns).ToDeviceAsync(images.device).view(count, 1, 1, size).expand(count, 1, size, size);
        return images.gather(2, rowsFrom).gather(3, columnsFrom);
    }

    /// <summary>
    /// Mirrors, moves, turns and scales in one go: the map from a pixel of the result to its place in the image, in units of half a side
    /// from the middle, and bilinear weights.
    /// </summary>
    private static Tensor Warp(Tensor images, AugmentationDraws draws, Augmentations augmentations)
    {
        int count = (int)images.shape[0], size = (int)images.shape[^1];
        double pixel = 2.0 / size;
        bool rotate = augmentations.HasFlag(Augmentations.Rotate), scale = augmentations.HasFlag(Augmentations.Scale);
        float[] maps = new float[count * 6];
        for (int b = 0; b < count; b++)
        {
            bool shift = augmentations.HasFlag(Augmentations.Shift);
            double mirror = augmentations.HasFlag(Augmentations.Flip) && draws.Flip[b] ? -1 : 1;
            double right = shift ? draws.Right[b] * pixel : 0, down = shift ? draws.Down[b] * pixel : 0;
            (double sine, double cosine) = Math.SinCos(rotate ? draws.Angle[b] : 0);
            double zoom = scale ? draws.Zoom[b] : 1, aspect = scale ? draws.Aspect[b] : 1;
            double xFromX = cosine * zoom * aspect * mirror, xFromY = -sine * zoom;
            double yFromX = sine * zoom * mirror, yFromY = cosine * zoom / aspect;
            Span<float> map = maps.AsSpan(6 * b, 6);
            (map[0], map[1], map[2]) = ((float)xFromX, (float)xFromY, (float)-((xFromX * right) + (xFromY * down)));
            (map[3], map[4], map[5]) = ((float)yFromX, (float)yFromY, (float)-((yFromX * right) + (yFromY * down)));
        }

        // torch's affine_grid gives the same places, but by a product for every image, which takes as long as the sampling.
        Tensor all = tensor(maps, [2 * count, 3], dtype: images.dtype).ToDeviceAsync(images.device);
        Tensor places = all.matmul(Pixels(size, images)).view(count, 2, size, size).permute(0, 2, 3, 1);
        return nn.functional.grid_sample(
            images, places, GridSampleMode.Bilinear, GridSamplePaddingMode.Border, align_corners: false);
    }

    /// <summary>The middles of all pixels, row by row, as columns (x, y, 1) in units of half a side from the image's middle.</summary>
    private static Tensor Pixels(int size, Tensor like)
    {
        float[] columns = new float[3 * size * size];
        for (int k = 0; k < size * size; k++)
        {
            columns[k] = (((2 * (k % size)) + 1f) / size) - 1;
            columns[(size * size) + k] = (((2 * (k / size)) + 1f) / size) - 1;
            columns[(2 * size * size) + k] = 1;
        }

        return tensor(columns, [3, size * size], dtype: like.dtype).ToDeviceAsync(like.device);
    }

    /// <summary>Whether a pixel is erased, [B, 1, S, S].</summary>
    private static Tensor Erased(Tensor images, AugmentationDraws draws)
    {
        int count = (int)images.shape[0], size = (int)images.shape[^1];
        bool[] rows = new bool[count * size], columns = new bool[count * size];
        for (int b = 0; b < count; b++)
        {
            for (int k = 0; k < size; k++)
            {
                rows[(b * size) + k] = Math.Abs(k - draws.ErasedRow[b]) <= draws.ErasedReach;
                columns[(b * size) + k] = Math.Abs(k - draws.ErasedColumn[b]) <= draws.ErasedReach;
            }
        }

        return tensor(rows).ToDeviceAsync(images.device).view(count, 1, size, 1)
            .logical_and(tensor(columns).ToDeviceAsync(images.device).view(count, 1, 1, size));
    }

    private static Tensor Column(double[] values, Tensor like) =>
        tensor(values, dtype: like.dtype).ToDeviceAsync(like.device).view(-1, 1, 1, 1);
}
