using System.Net;
using SiameseSweep.Silo.Hosting.Access;

namespace SiameseSweep.Silo.Tests.Access;

/// <summary>Rows of /proc/net/tcp and tcp6 as Linux 6.1 printed them; users 0 and 1000.</summary>
public sealed class SocketTableTests
{
    private static readonly IPEndPoint Head = IPEndPoint.Parse("127.0.0.1:8080");

    private static readonly string[] Rows =
    [
        "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode",
        "   0: 0100007F:1F90 00000000:0000 0A 00000000:00000000 00:00000000 00000000  1000        0 21734 1 0000000000000000 100 0 0 10 0",
        "   1: 0100007F:9C40 0100007F:1F90 01 00000000:00000000 00:00000000 00000000  1000        0 21801 1 0000000000000000 20 4 30 10 -1",
        "   2: 0100007F:9C41 0100007F:1F90 01 00000000:00000000 00:00000000 00000000     0        0 21802 1 0000000000000000 20 4 30 10 -1",
        "   3: 0100007F:9C42 0100007F:1F90 05 00000000:00000000 03:00000EE1 00000000     0        0 0 3 0000000000000000",
        "   4: 0100007F:9C43 0100007F:1F90 01 00000000:00000000 00:00000000 00000000     0        0 0 1 0000000000000000 20 4 30 10 -1",
        "   5: 0100007F:9C44 0100007F:1F90 04 00000000:00000000 01:00000014 00000000  1000        0 21805 1 0000000000000000 20 4 30 10 -1",
        "   6: 0000000000000000FFFF00000100007F:9C45 0000000000000000FFFF00000100007F:1F90 01 00000000:00000000 00:00000000 00000000  1000 "
            + "       0 21806 1 0000000000000000 20 4 30 10 -1",
        "   7: 00000000000000000000000001000000:9C46 00000000000000000000000001000000:1F90 01 00000000:00000000 00:00000000 00000000  1000 "
            + "       0 21807 1 0000000000000000 20 4 30 10 -1",
        "   8: broken",
    ];

    [Theory]
    [InlineData("127.0.0.1:40000", true)]
    [InlineData("127.0.0.1:40001", false)] // another user's
    [InlineData("127.0.0.1:40004", false)] // closing
    [InlineData("127.0.0.1:40005", true)] // an IPv6 socket that speaks IPv4
    [InlineData("127.0.0.1:40007", false)] // unknown
    public void A_connection_is_the_users_while_it_is_established(string peer, bool expected) =>
        Assert.Equal(expected, SocketTable.Parse(Rows, 1000).Has(IPEndPoint.Parse(peer), Head));

    [Theory]
    [InlineData("127.0.0.1:40001", true)]
    [InlineData("127.0.0.1:40002", false)] // closed by whoever had it: the kernel shows root for want of an owner
    [InlineData("127.0.0.1:40003", false)] // the same, in the moment before its state says so
    public void A_socket_that_nobody_holds_any_more_is_not_roots(string peer, bool expected) =>
        Assert.Equal(expected, SocketTable.Parse(Rows, 0).Has(IPEndPoint.Parse(peer), Head));

    [Fact]
    public void IPv6_is_found_as_well() =>
        Assert.True(SocketTable.Parse(Rows, 1000).Has(IPEndPoint.Parse("[::1]:40006"), IPEndPoint.Parse("[::1]:8080")));
}
