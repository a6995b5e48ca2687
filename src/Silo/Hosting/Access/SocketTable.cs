using System.Globalization;
using System.Net;

namespace SiameseSweep.Silo.Hosting.Access;

/// <summary>
/// The established TCP connections that one user's processes hold, as the kernel lists them in <c>/proc/net/tcp</c> and
/// <c>/proc/net/tcp6</c>
/// (proc_net_tcp in the kernel's documentation).
/// </summary>
internal sealed class SocketTable
{
    private const string Established = "01";
    private static readonly string[] Files = ["/proc/net/tcp", "/proc/net/tcp6"];

    private readonly HashSet<(string Local, string Remote)> _connections;

    private SocketTable(HashSet<(string Local, string Remote)> connections) => _connections = connections;

    /// <summary>Reads the tables as they are now; empty where the kernel does not show them.</summary>
    public static SocketTable Read(uint user)
    {
        try
        {
            return Parse(Files.Where(File.Exists).SelectMany(File.ReadLines), user);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return new SocketTable([]);
        }
    }

    /// <summary>
    /// Keeps the rows of a user. A closed socket that the kernel still works on has no inode and is shown as root's, whoever opened it, so
    /// only rows in state ESTABLISHED with an inode count.
    /// </summary>
    public static SocketTable Parse(IEnumerable<string> lines, uint user)
    {
        string owner = user.ToString(CultureInfo.InvariantCulture);
        return new SocketTable([
            .. lines.Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
                .Where(row => row is [_, _, _, Established, _, _, _, var uid, _, not "0", ..] && uid == owner)
                .Select(row => (row[1], row[2])),
        ]);
    }

    /// <summary>Whether the user has the socket at <paramref name="local"/> that is connected to <paramref name="remote"/>.</summary>
    public bool Has(IPEndPoint local, IPEndPoint remote) =>
        _connections.Contains((Text(local.Address, local.Port), Text(remote.Address, remote.Port)))
        || _connections.Contains((Text(local.Address.MapToIPv6(), local.Port), Text(remote.Address.MapToIPv6(), remote.Port)));

    // Words of 32 bits in the machine's byte order, as the kernel prints them.
    private static string Text(IPAddress address, int port)
    {
        byte[] bytes = address.GetAddressBytes();
        IEnumerable<string> words = Enumerable.Range(0, bytes.Length / sizeof(uint))
            .Select(i => BitConverter.ToUInt32(bytes, i * sizeof(uint)).ToString("X8", CultureInfo.InvariantCulture));
        return string.Create(CultureInfo.InvariantCulture, $"{string.Concat(words)}:{port:X4}");
    }
}
