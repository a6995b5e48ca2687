using System.Net;
using SiameseSweep.Silo.Homes;

namespace SiameseSweep.Silo.Hosting;

/// <summary>
/// Server for the files of workers with a home of their own: a port of its own at the silo's address, which serves nothing
/// else, so that the dashboard may stay on loopback. It asks for a token of its own, made anew at each start and told to workers
/// through the cluster; it opens nothing else, and the head's own token opens nothing here.
/// </summary>
/// <param name="address">The silo's address.</param>
internal sealed class FileServer(IPAddress address)
{
    public IPAddress Address => address;

    public AccessToken Token { get; } = AccessToken.Fresh();

    /// <summary>Its port, once it listens.</summary>
    public int? Port { get; private set; }

    public string Url => $"http://{new IPEndPoint(address, Port!.Value)}/";

    public void ListensAt(int port) => Port = port;
}
