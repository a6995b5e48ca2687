using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;

namespace SiameseSweep.Training.TorchFixes;

/// <summary>
/// Reads a device's properties from NVIDIA's driver (libcuda), because TorchSharp does not bind them
/// (https://github.com/dotnet/TorchSharp/issues/462, closed without a fix). The driver numbers devices as torch does
/// (CUDA_VISIBLE_DEVICES included).
/// </summary>
internal static class CudaDriver
{
    private const int Success = 0;

    /// <summary>Name and memory, such as <c>NVIDIA H100 80GB HBM3, 79.1 GiB</c>; null when the driver does not say.</summary>
    public static string? Describe(int index)
    {
        try
        {
            byte[] name = new byte[256];
            return
                Initialize(0) == Success
                && Get(out int device, index) == Success
                && Name(name, name.Length, device) == Success
                && Memory(out nuint bytes, device) == Success
                ? Words(Encoding.UTF8.GetString(name, 0, Math.Max(0, Array.IndexOf(name, (byte)0))), bytes)
                : null;
        }
        catch (Exception error) when (error is DllNotFoundException or EntryPointNotFoundException)
        {
            return null;
        }
    }

    /// <summary>A device for people.</summary>
    internal static string Words(string name, ulong bytes) =>
        string.Create(CultureInfo.InvariantCulture, $"{name}, {bytes / (double)(1 << 30):F1} GiB");

    [DllImport("libcuda.so.1", EntryPoint = "cuInit")]
    private static extern int Initialize(uint flags);

    [DllImport("libcuda.so.1", EntryPoint = "cuDeviceGet")]
    private static extern int Get(out int device, int ordinal);

    [DllImport("libcuda.so.1", EntryPoint = "cuDeviceGetName")]
    private static extern int Name(byte[] name, int length, int device);

    [DllImport("libcuda.so.1", EntryPoint = "cuDeviceTotalMem_v2")]
    private static extern int Memory(out nuint bytes, int device);
}
