using System.Net;
using System.Net.Sockets;
using SiameseSweep.Core;
using SiameseSweep.Silo.Hosting.Access;

namespace SiameseSweep.Silo.Hosting;

/// <summary>Address the head listens on, and the host names it accepts.</summary>
internal sealed record ListenAddress(IPAddress Address, int Port)
{
    public bool IsLoopback => IPAddress.IsLoopback(Address);

    /// <summary>Further names under which browsers reach it, as through a proxy.</summary>
    public IReadOnlyList<PublicName> Names { get; init; } = [];

    /// <summary>
    /// Whether the head's own user is let in without the token. Not where something in front of it has a name: that could be a proxy which
    /// this very user runs for others.
    /// </summary>
    public bool TrustsOwnUser => IsLoopback && Names.Count == 0;

    /// <summary>Whether it is one of <see cref="Names"/>.</summary>
    public bool HasName(string host) => Names.Any(name => name.Host.Equals(host, StringComparison.OrdinalIgnoreCase));

    /// <exception cref="UserErrorException">The text is no address.</exception>
    public static ListenAddress Parse(string? address, int port)
    {
        if (address is null or "localhost")
        {
            return new ListenAddress(IPAddress.Loopback, port);
        }

        return IPAddress.TryParse(address, out IPAddress? ip)
            ? new ListenAddress(ip, port)
            : throw new UserErrorException($"--listen '{address}' is not an IP address; 0.0.0.0 means all of this machine's.");
    }

    /// <summary>Fails early, before anything is started for nothing.</summary>
    /// <exception cref="UserErrorException">Another program has the port, or this machine has no such address.</exception>
    public void RequireFree()
    {
        try
        {
            using TcpListener probe = new(Address, Port);
            probe.Start();
        }
        catch (SocketException error)
        {
            throw Refusal(error.SocketErrorCode, error);
        }
    }

    public UserErrorException Refusal(SocketError code, Exception inner) =>
        code switch
        {
            SocketError.AddressAlreadyInUse => new UserErrorException(
                $"Port {Port} on {Address} is in use by another program; choose another with --port (0 takes a free one).",
                inner: inner),
            SocketError.AccessDenied => new UserErrorException(
                $"Port {Port} on {Address} may not be used by this user; choose one from 1024 with --port.",
                inner: inner),
            SocketError.AddressNotAvailable => new UserErrorException(
                $"This machine has no address {Address}; name one of its own with --listen.",
                inner: inner),
            _ => new UserErrorException($"Cannot listen on {Address} port {Port}: {inner.Message}", inner: inner),
        };

    /// <summary>
    /// On loopback, only loopback's names and those that it was given. Elsewhere also numeric addresses and the machine's name: a
    /// rebinding attack needs a
    /// name of its own, and does not know the token.
    /// </summary>
    public bool Accepts(string host)
    {
        string name = host.Trim('[', ']');
        if (name.Equals("localhost", StringComparison.OrdinalIgnoreCase) || HasName(name))
        {
            return true;
        }

        if (IPAddress.TryParse(name, out IPAddress? ip))
        {
            return !IsLoopback || IPAddress.IsLoopback(ip);
        }

        string machine = Dns.GetHostName();
        return !IsLoopback
            && (
                name.Equals(machine, StringComparison.OrdinalIgnoreCase)
                || name.StartsWith(machine + ".", StringComparison.OrdinalIgnoreCase));
    }

    /// <summary>URL of the dashboard for a browser on this machine.</summary>
    public static string Url(IPAddress address, int port)
    {
        IPAddress reachable =
            address.Equals(IPAddress.Any) ? IPAddress.Loopback
            : address.Equals(IPAddress.IPv6Any) ? IPAddress.IPv6Loopback
            : address;
        return $"http://{new IPEndPoint(reachable, port)}/";
    }
}
