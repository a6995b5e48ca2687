using SiameseSweep.Core.Scheduling;

namespace SiameseSweep.Grains.Devices;

/// <summary>The workers' devices and the leases on them (on the head; one, key 0).</summary>
public interface IDevicePoolGrain : IGrainWithIntegerKey
{
    /// <summary>A worker registers, renews its leases, or says that it leaves.</summary>
    Task<WorkerOrders> Report(WorkerReport report);

    /// <summary>
    /// Gives leases back and asks for others; the sweep hears <c>SlotsFree</c> when it got fewer than it wanted and some are free.
    /// </summary>
    Task<Lease[]> ReleaseAndAcquire(string sweepId, string[] released, int wanted, DevicePlace[] preferred, string[] refused);

    /// <summary>The leases a sweep holds, and who cannot hold others.</summary>
    Task<SweepLeases> Of(string sweepId);

    /// <summary>All silos heard of since the head started.</summary>
    Task<Core.Head.SiloView[]> Silos();
}

/// <summary>A sweep's leases.</summary>
/// <param name="Leases">Those the head knows.</param>
/// <param name="IsWarm">Whether every live worker has had the time to name what it trains.</param>
/// <param name="Dead">Names of the silos that the cluster has given up: they train nothing.</param>
[GenerateSerializer, Immutable]
public sealed record SweepLeases([property: Id(0)] Lease[] Leases, [property: Id(1)] bool IsWarm, [property: Id(2)] string[] Dead);
