using SiameseSweep.Core.Store;

namespace SiameseSweep.Grains.Hosting;

/// <summary>Options of a process in the cluster.</summary>
/// <param name="Home">DATADIR.</param>
/// <param name="DataDirectory">Where data sets lie (<c>--data</c>).</param>
/// <param name="Head">Whether it has the record, the sweeps and the device pool.</param>
/// <param name="Worker">Whether it lends its devices.</param>
/// <param name="Devices"><c>cpu</c>, <c>cuda:0,cuda:1</c> or <c>auto</c>.</param>
/// <param name="SlotsPerDevice">Runs at once on each device, ≥ 1.</param>
/// <param name="Threads">Threads of each run; null: all cores divided by slots.</param>
/// <param name="Redis"><c>redis://HOST:PORT</c> for a cluster that spans machines; null: this machine's, by DATADIR.</param>
public sealed record NodeOptions(
    HomeDirectory Home,
    string DataDirectory,
    bool Head,
    bool Worker,
    string Devices = "auto",
    int SlotsPerDevice = 1,
    int? Threads = null,
    string? Redis = null)
{
    /// <summary>Directories below which data folders that clients name may lie, besides <see cref="DataDirectory"/>; absolute.</summary>
    public IReadOnlyList<string> AllowedFolders { get; init; } = [];

    /// <summary>Meeting point of the cluster's processes, for display and logs, without Redis' password.</summary>
    public string Place => Redis is null ? Home.Path : RedisAddress.Shown(Redis);

    /// <summary>The address that silo ports listen on and other silos reach: loopback unless the cluster spans machines.</summary>
    public System.Net.IPAddress Address { get; init; } = System.Net.IPAddress.Loopback;

    /// <summary>Lifetime of a lease without renewal.</summary>
    public TimeSpan LeaseTime { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Interval at which a worker renews its leases.</summary>
    public TimeSpan RenewEvery { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>
    /// Time that a stopping worker waits for its runs to save their state and for the head to acknowledge their last reports.
    /// </summary>
    public TimeSpan LeaveWithin { get; init; } = TimeSpan.FromSeconds(8);
}
