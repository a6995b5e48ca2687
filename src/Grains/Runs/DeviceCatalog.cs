using System.Globalization;
using SiameseSweep.Core;
using SiameseSweep.Core.Scheduling;
using SiameseSweep.Grains.Hosting;

namespace SiameseSweep.Grains.Runs;

/// <inheritdoc/>
public sealed class DeviceCatalog : IDeviceCatalog
{
    /// <inheritdoc/>
    public IReadOnlyList<DeviceOffer> Offers(ClusterOptions options)
    {
        if (options.SlotsPerDevice < 1)
        {
            throw new UserErrorException($"--slots {options.SlotsPerDevice} leaves nothing to train in; give 1 or more.");
        }

        if (options.Threads is < 1)
        {
            throw new UserErrorException($"--threads {options.Threads} cannot compute anything; give 1 or more.");
        }

        string[] devices = Names(options.Devices);
        int threads = options.Threads ?? Math.Max(1, Environment.ProcessorCount / (options.SlotsPerDevice * devices.Length));
        return [.. devices.Select(d => new DeviceOffer(
            d, d == "cpu" ? string.Create(CultureInfo.InvariantCulture, $"{Environment.ProcessorCount} cores") : "CUDA device", options.SlotsPerDevice, threads))];
    }

    private static string[] Names(string option)
    {
        bool cuda = option != "cpu" && TorchSharp.torch.cuda.is_available();
        int found = cuda ? TorchSharp.torch.cuda.device_count() : 0;
        if (option == "auto")
        {
            return found == 0 ? ["cpu"] : [.. Enumerable.Range(0, found).Select(Name)];
        }

        string[] named = option.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        foreach (string device in named)
        {
            if (device != "cpu" && !Enumerable.Range(0, found).Select(Name).Contains(device))
            {
                throw new UserErrorException($"--devices names {device}, but this machine has {(found == 0 ? "cpu only" : $"cpu and {string.Join(", ", Enumerable.Range(0, found).Select(Name))}")}.");
            }
        }

        return named.Length == 0 ? throw new UserErrorException("--devices names no device; give cpu, cuda:N or auto.") : [.. named.Distinct()];
    }

    private static string Name(int index) => string.Create(CultureInfo.InvariantCulture, $"cuda:{index}");
}
