using System.Globalization;
using SiameseSweep.Core;
using SiameseSweep.Core.Runs;
using TorchSharp;

namespace SiameseSweep.Training.Runs;

/// <summary>A device of this machine.</summary>
/// <param name="Name"><c>cpu</c> or <c>cuda:N</c>.</param>
/// <param name="Description">For people: cores, or the GPU's name and memory.</param>
public sealed record DeviceInformation(string Name, string Description);

/// <summary>Which devices a worker lends.</summary>
public static class Devices
{
    /// <summary>
    /// Reads the option <c>--devices</c>: <c>cpu</c>, <c>cuda:0,cuda:1</c>, or <c>auto</c> (every CUDA device, else the CPU).
    /// </summary>
    /// <exception cref="UserErrorException">A device is unknown or not there.</exception>
    public static IReadOnlyList<DeviceInformation> List(string option) => List(option, CudaCount, CudaDriver.Describe);

    /// <summary>
    /// As above on a machine with so many CUDA devices; they are counted only when the option needs it, since that loads libtorch.
    /// </summary>
    internal static IReadOnlyList<DeviceInformation> List(string option, Func<int> cudaCount, Func<int, string?> describe)
    {
        string[] names = option.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        if (names is ["auto"])
        {
            int found = cudaCount();
            names =
                found == 0
                    ? [new DeviceId(DeviceKind.Cpu).ToString()]
                    : [.. Enumerable.Range(0, found).Select(i => new DeviceId(DeviceKind.Cuda, i).ToString())];
        }

        if (names.Length == 0 || names.Distinct(StringComparer.Ordinal).Count() != names.Length)
        {
            throw new UserErrorException($"--devices '{option}' names no device, or one twice. Use cpu, cuda:0,cuda:1 or auto.");
        }

        return [.. names.Select(name => Describe(name, cudaCount, describe))];
    }

    private static DeviceInformation Describe(string name, Func<int> cudaCount, Func<int, string?> describe)
    {
        if (!DeviceId.TryParse(name, out DeviceId device))
        {
            throw new UserErrorException($"--devices names '{name}', which is no device. Use cpu, cuda:0,cuda:1 or auto.");
        }

        if (device.Kind == DeviceKind.Cpu)
        {
            return new DeviceInformation(name, string.Create(CultureInfo.InvariantCulture, $"{Environment.ProcessorCount} cores"));
        }

        int count = cudaCount();
        return device.Index < count
            ? new DeviceInformation(name, describe(device.Index) ?? "CUDA device")
            : throw new UserErrorException(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"--devices names {name}, but this program sees {(count == 0 ? "no CUDA device" : $"only cuda:0 to cuda:{count - 1}")} "
                        + $"here. Use cpu or auto, or build with -p:TorchBackend=cuda on a machine with an NVIDIA GPU."
                ));
    }

    private static int CudaCount() => torch.cuda.is_available() ? torch.cuda.device_count() : 0;
}
