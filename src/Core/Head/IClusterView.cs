using Orleans;
using SiameseSweep.Core.Runs;

namespace SiameseSweep.Core.Head;

/// <summary>A place to train in.</summary>
/// <param name="Device"><c>cpu</c> or <c>cuda:N</c>.</param>
/// <param name="Description">Name and memory, for people.</param>
/// <param name="Slots">Runs at once.</param>
/// <param name="Running">What runs there now.</param>
[GenerateSerializer, Immutable]
public sealed record DeviceStatus(
    [property: Id(0)] string Device,
    [property: Id(1)] string Description,
    [property: Id(2)] int Slots,
    [property: Id(3)] RunId[] Running);

/// <summary>A process of the cluster.</summary>
/// <param name="Silo">Its name.</param>
/// <param name="Role"><c>head</c>, <c>worker</c> or <c>head, worker</c>.</param>
/// <param name="Alive">Whether it answered lately.</param>
/// <param name="LastSeen">When it last answered.</param>
/// <param name="Devices">What it lends.</param>
[GenerateSerializer, Immutable]
public sealed record SiloView(
    [property: Id(0)] string Silo,
    [property: Id(1)] string Role,
    [property: Id(2)] bool Alive,
    [property: Id(3)] DateTimeOffset LastSeen,
    [property: Id(4)] DeviceStatus[] Devices);

/// <summary>Returns the current state of the cluster.</summary>
public interface IClusterView
{
    /// <summary>All silos known since the head started.</summary>
    Task<IReadOnlyList<SiloView>> Silos();
}
