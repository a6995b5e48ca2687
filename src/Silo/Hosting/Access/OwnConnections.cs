using System.Net;
using System.Runtime.InteropServices;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace SiameseSweep.Silo.Hosting.Access;

/// <summary>
/// Marks the connections on loopback that the head's own user opened. The kernel is asked when a connection is accepted, before a
/// byte of it is
/// read: a peer that closes at once is nobody's.
/// </summary>
internal sealed class OwnConnections
{
    // The kernel's list is read in pieces while it changes, so a row can be missed once.
    private const int Looks = 2;

    private readonly Lock _gate = new();
    private readonly uint _user = EffectiveUser();
    private Task<SocketTable> _reading = Task.FromResult(SocketTable.Parse([], 0));
    private Task<SocketTable>? _next;

    /// <summary>Has every connection that this endpoint accepts looked up.</summary>
    public void Watch(ListenOptions endpoint) => endpoint.Use(next => async connection =>
    {
        if (await IsOwn(connection))
        {
            connection.Features.Set(new OwnConnection());
        }

        await next(connection);
    });

    private async Task<bool> IsOwn(ConnectionContext connection)
    {
        if (connection is not { LocalEndPoint: IPEndPoint here, RemoteEndPoint: IPEndPoint peer })
        {
            return false;
        }

        for (int look = 0; look < Looks; look++)
        {
            // The peer's socket has the two ends the other way round.
            if ((await Fresh()).Has(Plain(peer), Plain(here)))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>
    /// A table whose reading begins after this call. All who wait share it, so many connections at once cost few readings.
    /// </summary>
    private Task<SocketTable> Fresh()
    {
        lock (_gate)
        {
            return _next ??= ReadAfter(_reading);
        }
    }

    private async Task<SocketTable> ReadAfter(Task<SocketTable> previous)
    {
        await ((Task)previous).ConfigureAwait(ConfigureAwaitOptions.ForceYielding | ConfigureAwaitOptions.SuppressThrowing);
        lock (_gate)
        {
            _reading = _next!;
            _next = null;
        }

        return SocketTable.Read(_user);
    }

    private static IPEndPoint Plain(IPEndPoint end) =>
        end.Address.IsIPv4MappedToIPv6 ? new IPEndPoint(end.Address.MapToIPv4(), end.Port) : end;

    [DllImport("libc", EntryPoint = "geteuid")]
    private static extern uint EffectiveUser();
}
