
namespace SiameseSweep.Silo.Documents;

/// <summary>A device of a silo.</summary>
internal sealed record DeviceDocument(string Device, string Description, int Slots, IReadOnlyList<string> Running);

/// <summary>A process of the cluster.</summary>
internal sealed record SiloDocument(string Silo, string Role, bool Alive, DateTimeOffset LastSeen, IReadOnlyList<DeviceDocument> Devices)
{
    public static SiloDocument From(Core.Head.SiloView status) => new(
        status.Silo, status.Role, status.Alive, status.LastSeen,
        [.. status.Devices.Select(d => new DeviceDocument(d.Device, d.Description, d.Slots, [.. d.Running.Select(r => r.ToString())]))]);
}
