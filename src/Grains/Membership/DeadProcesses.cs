using System.Diagnostics;
using System.Globalization;
using System.Net;
using SiameseSweep.Grains.Placement;

namespace SiameseSweep.Grains.Membership;

/// <summary>
/// Tells which silos of the membership table cannot be alive. A silo that joins must reach every silo that looks alive, and one
/// that was killed a second ago does: without this a restart would wait for minutes.
/// </summary>
/// <param name="head">Whether this process holds the lock of the only DATADIR in the cluster, so that every other head is gone.</param>
/// <param name="address">This machine's address where the cluster may span machines, since machines may share a name; else null.</param>
public sealed class DeadProcesses(bool head, IPAddress? address = null)
{
    /// <summary>A silo name that carries its process: <c>ROLE-PID-SUFFIX</c>.</summary>
    public static string NameFor(string role, string suffix) =>
        string.Create(CultureInfo.InvariantCulture, $"{role}-{Environment.ProcessId}-{suffix}");

    /// <summary>Whether the silo is certainly gone.</summary>
    public bool IsGone(MembershipEntry entry)
    {
        string[] parts = entry.SiloName?.Split('-') ?? [];
        if (parts.Length != 3 || !int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out int process))
        {
            return false;
        }

        bool isOfThisMachine = entry.HostName == Dns.GetHostName() && (address is null || address.Equals(entry.SiloAddress.Endpoint.Address));
        return (head && parts[0] == SiloRole.Head) || (isOfThisMachine && !Runs(process, entry.StartTime));
    }

    private static bool Runs(int id, DateTime siloStarted)
    {
        try
        {
            using Process process = Process.GetProcessById(id);
            return process.StartTime.ToUniversalTime() <= siloStarted.ToUniversalTime(); // else the number was given to another process
        }
        catch (ArgumentException)
        {
            return false;
        }
    }
}
