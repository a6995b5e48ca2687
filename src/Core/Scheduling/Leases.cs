using Orleans;
using SiameseSweep.Core.Runs;

namespace SiameseSweep.Core.Scheduling;

// The messages between workers, the device pool and sweeps.

/// <summary>A device of a silo.</summary>
[GenerateSerializer, Immutable]
public readonly record struct DevicePlace([property: Id(0)] string Silo, [property: Id(1)] string Device);

/// <summary>A device that a worker lends.</summary>
/// <param name="Device"><c>cpu</c> or <c>cuda:N</c>.</param>
/// <param name="Description">For people.</param>
/// <param name="Slots">Runs at once.</param>
/// <param name="Threads">Threads of each run.</param>
[GenerateSerializer, Immutable]
public sealed record DeviceOffer(
    [property: Id(0)] string Device, [property: Id(1)] string Description, [property: Id(2)] int Slots, [property: Id(3)] int Threads);

/// <summary>An attempt that a worker trains, or whose reports it still has to deliver.</summary>
[GenerateSerializer, Immutable]
public sealed record HeldLease(
    [property: Id(0)] RunId Run, [property: Id(1)] int Attempt, [property: Id(2)] string Token, [property: Id(3)] string Device);

/// <summary>Heartbeat of a worker, every two seconds; registers it and renews its leases.</summary>
/// <param name="Silo">Its silo's name.</param>
/// <param name="Address">Its silo's address.</param>
/// <param name="Role"><c>worker</c> or <c>head, worker</c>.</param>
/// <param name="Build">The build; a head takes workers of its own only.</param>
/// <param name="Devices">What it lends.</param>
/// <param name="Held">What it trains.</param>
/// <param name="Leaving">Whether it takes no more runs.</param>
[GenerateSerializer, Immutable]
public sealed record WorkerReport(
    [property: Id(0)] string Silo, [property: Id(1)] string Address, [property: Id(2)] string Role, [property: Id(3)] string Build,
    [property: Id(4)] DeviceOffer[] Devices, [property: Id(5)] HeldLease[] Held, [property: Id(6)] bool Leaving)
{
    /// <summary>Whether it is the process of a head, which dies with it.</summary>
    [Id(7)] public bool OnHead { get; init; }
}

/// <summary>
/// File server to which a worker with its own home uploads checkpoints and resume states, and from which it downloads them.
/// </summary>
/// <param name="Url">Base address of the head's HTTP server for files.</param>
/// <param name="Token">What it asks for; made anew by each head, good for files only.</param>
/// <param name="Mark">The word in the head's home, by which a worker knows that it has the same one.</param>
[GenerateSerializer, Immutable]
public sealed record FileServerInfo([property: Id(0)] string Url, [property: Id(1)] string Token, [property: Id(2)] string Mark);

/// <summary>Answer of the head to a <see cref="WorkerReport"/>.</summary>
/// <param name="Refusal">Why the worker may not join; null when it may.</param>
/// <param name="Abandon">Tokens whose attempts are superseded.</param>
[GenerateSerializer, Immutable]
public sealed record WorkerOrders([property: Id(0)] string? Refusal, [property: Id(1)] string[] Abandon)
{
    /// <summary>File server in clusters that may span machines; null in others, and until the head is ready.</summary>
    [Id(2)] public FileServerInfo? Files { get; init; }
}

/// <summary>The right to train one run on a slot.</summary>
/// <param name="Token">Travels with every report.</param>
/// <param name="SweepId">Whose it is.</param>
/// <param name="Silo">Name of the silo.</param>
/// <param name="Address">Address of the silo.</param>
/// <param name="Device">The device.</param>
/// <param name="Threads">Threads to train with.</param>
/// <param name="Run">The run, once the worker has named it.</param>
/// <param name="GrantedAt">On the lease book's clock.</param>
[GenerateSerializer, Immutable]
public sealed record Lease(
    [property: Id(0)] string Token, [property: Id(1)] string SweepId, [property: Id(2)] string Silo, [property: Id(3)] string Address,
    [property: Id(4)] string Device, [property: Id(5)] int Threads, [property: Id(6)] RunId? Run, [property: Id(7)] TimeSpan GrantedAt)
{
    /// <summary>Whether its worker knows nothing of it.</summary>
    [Id(8)] public bool Forgotten { get; init; }

    /// <summary>Whether its worker is the process of a head.</summary>
    [Id(9)] public bool OnHead { get; init; }
}
