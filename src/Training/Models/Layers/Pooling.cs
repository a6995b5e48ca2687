using TorchSharp;
using static TorchSharp.torch;

namespace SiameseSweep.Training.Models.Layers;

/// <summary>
/// Pooling whose backward gives the same bits each time. On CUDA the backwards of torch's <c>max_pool2d</c> and
/// <c>adaptive_avg_pool2d</c> add with atomics in no fixed order; the forms here are put together from slices, whose backward is exact.
/// </summary>
internal static class Pooling
{
    /// <summary><c>MaxPool2d(2)</c>: [B, C, H, W] to [B, C, ⌊H/2⌋, ⌊W/2⌋]. On the CPU torch's own is deterministic and faster.</summary>
    public static Tensor MaxByTwo(Tensor x) => x.device_type == DeviceType.CPU ? nn.functional.max_pool2d(x, 2) : MaxOfSlices(x);

    /// <summary>The same from slices. Two equal largest pixels share the gradient that torch gives to the first.</summary>
    internal static Tensor MaxOfSlices(Tensor x)
    {
        long height = x.shape[2] / 2, width = x.shape[3] / 2;
        return x.narrow(2, 0, 2 * height).narrow(3, 0, 2 * width).reshape(x.shape[0], x.shape[1], height, 2, width, 2).amax([3, 5]);
    }

    /// <summary><c>AdaptiveAvgPool2d(side)</c>: [B, C, H, W] to [B, C, side, side], by means over rows and then over columns.</summary>
    public static Tensor AverageGrid(Tensor x, int side) => AverageWindows(AverageWindows(x, 2, side), 3, side);

    private static Tensor AverageWindows(Tensor x, int dimension, int count)
    {
        long length = x.shape[dimension];
        return stack(Enumerable.Range(0, count).Select(i =>
        {
            (int start, int end) = Window((int)length, count, i);
            return x.narrow(dimension, start, end - start).mean([dimension]);
        }), dimension);
    }

    /// <summary>Returns one of the windows of <see cref="AverageGrid"/> along a side: where it begins and where it has ended.</summary>
    /// <param name="length">Pixels of the side.</param>
    /// <param name="count">Number of windows.</param>
    /// <param name="index">Which one, from 0.</param>
    public static (int Start, int End) Window(int length, int count, int index) =>
        (index * length / count, (((index + 1) * length) + count - 1) / count);
}
