using SiameseSweep.Core;
using TorchSharp;

namespace SiameseSweep.Training.Runs;

/// <summary>A device of this machine.</summary>
/// <param name="Name"><c>cpu</c> or <c>cuda:N</c>.</param>
/// <param name="Description">For people.</param>
public sealed record DeviceInformation(string Name, string Description);

/// <summary>Which devices a worker lends.</summary>
public static class Devices
{
    /// <summary>Reads the option <c>--devices</c>: <c>cpu</c>, <c>cuda:0,cuda:1</c>, or <c>auto</c> (every CUDA device, else the CPU).</summary>
    /// <exception cref="UserErrorException">A device is unknown or not there.</exception>
    public static IReadOnlyList<DeviceInformation> List(string option)
    {
        // "cpu" must not load CUDA, nor anything of libtorch.
        string[] names = option == "auto"
            ? (CudaCount() is int count and > 0 ? [.. Enumerable.Range(0, count).Select(i => $"cuda:{i}")] : ["cpu"])
            : option.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        if (names.Length == 0 || names.Distinct().Count() != names.Length)
        {
            throw new UserErrorException($"--devices {option} names no device, or one twice. Say cpu, cuda:0,cuda:1 or auto.");
        }

        return [.. names.Select(Describe)];
    }

    private static DeviceInformation Describe(string name)
    {
        if (name == "cpu")
        {
            return new DeviceInformation(name, $"CPU, {Environment.ProcessorCount} cores");
        }

        if (!name.StartsWith("cuda:", StringComparison.Ordinal) || !int.TryParse(name.AsSpan(5), out int index) || index < 0)
        {
            throw new UserErrorException($"--devices names '{name}', which is no device. Say cpu, cuda:0,cuda:1 or auto.");
        }

        int count = CudaCount();
        return index < count
            ? new DeviceInformation(name, $"CUDA device {index}")
            : throw new UserErrorException($"--devices names {name}, but this machine has {count} CUDA devices that this build can use. Say cpu, or build with -p:TorchBackend=cuda on a machine with an NVIDIA GPU.");
    }

    private static int CudaCount() => torch.cuda.is_available() ? torch.cuda.device_count() : 0;
}
