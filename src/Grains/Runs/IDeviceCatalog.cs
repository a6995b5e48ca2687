using SiameseSweep.Core.Scheduling;
using SiameseSweep.Grains.Hosting;

namespace SiameseSweep.Grains.Runs;

/// <summary>Says which devices this process can lend.</summary>
public interface IDeviceCatalog
{
    /// <summary>Devices, slots and threads for the options.</summary>
    /// <exception cref="Core.UserErrorException">An option names a device that is not here, or a number that cannot be.</exception>
    IReadOnlyList<DeviceOffer> Offers(NodeOptions options);
}
