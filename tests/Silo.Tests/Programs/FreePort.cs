using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace SiameseSweep.Silo.Tests.Programs;

/// <summary>Ports for heads: tests must not meet on 8080.</summary>
public static class FreePort
{
    public static string Next()
    {
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port.ToString(CultureInfo.InvariantCulture);
    }
}
