using SiameseSweep.Core;
using SiameseSweep.Core.Scheduling;
using SiameseSweep.Grains.Hosting;
using SiameseSweep.Training.Runs;

namespace SiameseSweep.Grains.Runs;

/// <inheritdoc/>
public sealed class DeviceCatalog : IDeviceCatalog
{
    /// <inheritdoc/>
    public IReadOnlyList<DeviceOffer> Offers(NodeOptions options)
    {
        if (options.SlotsPerDevice < 1)
        {
            throw new UserErrorException($"--slots {options.SlotsPerDevice} leaves nothing to train in; give 1 or more.");
        }

        if (options.Threads is < 1)
        {
            throw new UserErrorException($"--threads {options.Threads} cannot compute anything; give 1 or more.");
        }

        IReadOnlyList<DeviceInformation> devices = Training.Runs.Devices.List(options.Devices);
        int threads = options.Threads ?? Math.Max(1, Environment.ProcessorCount / (options.SlotsPerDevice * devices.Count));
        return [.. devices.Select(d => new DeviceOffer(d.Name, d.Description, options.SlotsPerDevice, threads))];
    }
}
