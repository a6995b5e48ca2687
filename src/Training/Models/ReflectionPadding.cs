using TorchSharp;
using static TorchSharp.torch;

namespace SiameseSweep.Training.Models;

/// <summary>
/// <c>nn.ReflectionPad2d(1)</c>. On CUDA its backward adds with atomics in no fixed order, so the same run would give other bits;
/// there it is put together from slices, whose backward is exact. On the CPU torch's own is deterministic and faster.
/// </summary>
internal static class ReflectionPadding
{
    /// <summary>[B, C, H, W] to [B, C, H + 2, W + 2].</summary>
    public static Tensor Pad(Tensor x)
    {
        if (x.device_type == DeviceType.CPU)
        {
            return nn.functional.pad(x, [1, 1, 1, 1], PaddingModes.Reflect);
        }

        long height = x.shape[2], width = x.shape[3];
        Tensor rows = cat([x.narrow(2, 1, 1), x, x.narrow(2, height - 2, 1)], 2);
        return cat([rows.narrow(3, 1, 1), rows, rows.narrow(3, width - 2, 1)], 3);
    }
}
