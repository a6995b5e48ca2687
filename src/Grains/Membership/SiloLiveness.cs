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
public sealed class SiloLiveness(bool head, IPAddress? address = null)
{
    private const int Marks = 0x10000;
    private const int MostSilosOfAProcess = 1024; // one, but for tests
    private static int _named;

    /// <summary>
    /// A silo name that carries its process, <c>ROLE-PID-MARK</c>: the mark is the process's birth and how many silos it named before,
    /// in four hexadecimal digits.
    /// </summary>
    public static string NameFor(string role)
    {
        int process = Environment.ProcessId;
        long mark = (ProcessStartTime.Of(process)!.Value + Interlocked.Increment(ref _named)) % Marks;
        return string.Create(CultureInfo.InvariantCulture, $"{role}-{process}-{mark:x4}");
    }

    /// <summary>Whether the silo is certainly gone.</summary>
    public bool IsGone(MembershipEntry entry)
    {
        string[] parts = entry.SiloName?.Split('-') ?? [];
        if (parts.Length != 3 || !int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out int process)
            || !int.TryParse(parts[2], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out int mark))
        {
            return false;
        }

        bool isOfThisMachine =
            entry.HostName == Dns.GetHostName() && (address is null || address.Equals(entry.SiloAddress.Endpoint.Address));
        return (head && parts[0] == SiloRole.Head) || (isOfThisMachine && !Runs(process, mark));
    }

    // Of another process with that number one in 64 has a mark that fits: its silo is found dead by missed probes, only later.
    private static bool Runs(int process, int mark) =>
        ProcessStartTime.Of(process) is { } birth && (mark - (birth % Marks) + Marks) % Marks is >= 1 and <= MostSilosOfAProcess;
}
