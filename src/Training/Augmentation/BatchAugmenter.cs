using SiameseSweep.Core.Randomness;
using SiameseSweep.Core.Sweeps;
using static TorchSharp.torch;

namespace SiameseSweep.Training.Augmentation;

/// <summary>
/// Random changes to a batch of training images, each image its own. All draws are made for every image, whichever changes are
/// asked for, so that asking for another one does not move the rest.
/// <list type="bullet">
/// <item><c>flip</c>: mirrored left to right with probability ½;</item>
/// <item><c>shift</c>: moved by whole pixels, up to 5 % of the side (rounded, at least one pixel) each way; the edge is repeated into
/// the gap, since a black bar would be a feature;</item>
/// <item><c>light</c>: brightness × U(0.8, 1.2), then contrast U(0.8, 1.2) about the image's mean, clamped to [0, 1] after each, as
/// torchvision's <c>ColorJitter(brightness=0.2, contrast=0.2)</c> has them.</item>
/// </list>
/// </summary>
public static class BatchAugmenter
{
    private const double ShiftShare = 0.05;
    private const double LightShare = 0.2;

    /// <summary>Changes a batch.</summary>
    /// <param name="images">[B, 1, S, S] in [0, 1]; left as it is.</param>
    /// <param name="augmentations">What is asked for; with none the result shares the images' memory.</param>
    /// <param name="random">Keyed by <see cref="RandomUse.Augmentation"/>, epoch, step and branch.</param>
    /// <returns>A new tensor of the same shape, type and device, in the caller's dispose scope.</returns>
    public static Tensor Apply(Tensor images, Augmentations augmentations, KeyedRandom random)
    {
        if (augmentations == Augmentations.None)
        {
            return images.alias();
        }

        using var guard = no_grad();
        using var scope = NewDisposeScope();
        int count = (int)images.shape[0];
        int size = (int)images.shape[^1];
        Draws draws = Draws.Make(count, Math.Max(1, (int)Math.Round(ShiftShare * size)), random);
        Tensor result = images;
        if (augmentations.HasFlag(Augmentations.Flip) || augmentations.HasFlag(Augmentations.Shift))
        {
            result = Move(result, draws, augmentations, size);
        }

        if (augmentations.HasFlag(Augmentations.Light))
        {
            Tensor brightness = Column(draws.Brightness, result);
            Tensor contrast = Column(draws.Contrast, result);
            result = (result * brightness).Within(0, 1);
            Tensor mean = result.mean([1, 2, 3], keepdim: true);
            result = (result * contrast).Plus(contrast.SubtractedFrom(1) * mean).Within(0, 1);
        }

        return result.MoveToOuterDisposeScope();
    }

    /// <summary>Mirrors and moves in one go by saying for each row and column where it comes from.</summary>
    private static Tensor Move(Tensor images, Draws draws, Augmentations augmentations, int size)
    {
        bool flip = augmentations.HasFlag(Augmentations.Flip);
        bool shift = augmentations.HasFlag(Augmentations.Shift);
        int count = draws.Flip.Length;
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

    private static Tensor Column(double[] values, Tensor like) => tensor(values, dtype: like.dtype).ToDeviceAsync(like.device).view(-1, 1, 1, 1);

    /// <summary>Random transformation of each image.</summary>
    private sealed record Draws(bool[] Flip, int[] Right, int[] Down, double[] Brightness, double[] Contrast)
    {
        public static Draws Make(int count, int reach, KeyedRandom random)
        {
            Draws draws = new(new bool[count], new int[count], new int[count], new double[count], new double[count]);
            for (int b = 0; b < count; b++)
            {
                draws.Flip[b] = random.NextInt(2) == 1;
                draws.Right[b] = random.NextInt((2 * reach) + 1) - reach;
                draws.Down[b] = random.NextInt((2 * reach) + 1) - reach;
                draws.Brightness[b] = random.NextDouble(1 - LightShare, 1 + LightShare);
                draws.Contrast[b] = random.NextDouble(1 - LightShare, 1 + LightShare);
            }

            return draws;
        }
    }
}
