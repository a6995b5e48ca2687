using SiameseSweep.Core.Head;

namespace SiameseSweep.Grains.Devices;

/// <inheritdoc/>
public sealed class ClusterView(IGrainFactory grains) : IClusterView
{
    /// <inheritdoc/>
    public async Task<IReadOnlyList<Core.Head.SiloView>> Silos() =>
        await grains.GetGrain<IDevicePoolGrain>(0).Silos().ConfigureAwait(false);
}
