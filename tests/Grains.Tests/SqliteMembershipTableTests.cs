using System.Net;
using SiameseSweep.Grains.Membership;
using SiameseSweep.TestKit;

namespace SiameseSweep.Grains.Tests;

/// <summary>The semantics that Orleans' own membership table tests demand of every provider.</summary>
public sealed class SqliteMembershipTableTests : IDisposable
{
    private static readonly DateTime Started = new(2026, 1, 2, 3, 4, 5, DateTimeKind.Utc);

    private readonly TemporaryDirectory _home = new();
    private int _port = 11111;

    public void Dispose() => _home.Dispose();

    [Fact]
    public async Task A_new_table_is_empty_at_version_0()
    {
        MembershipTableData all = await (await Table()).ReadAll();
        Assert.Empty(all.Members);
        Assert.Equal(0, all.Version.Version);
    }

    [Fact]
    public async Task An_inserted_silo_is_read_back_whole_in_the_next_version()
    {
        SqliteMembershipTable table = await Table();
        MembershipEntry entry = Entry();
        entry.SuspectTimes = [Tuple.Create(Entry().SiloAddress, Started)];
        Assert.True(await table.InsertRow(entry, (await table.ReadAll()).Version.Next()));
        MembershipTableData all = await table.ReadAll();
        Assert.Equal(1, all.Version.Version);
        MembershipEntry back = Assert.Single(all.Members).Item1;
        Assert.Equal(entry.ToFullString(), back.ToFullString());
        Assert.Equal(back.ToFullString(), Assert.Single((await table.ReadRow(entry.SiloAddress)).Members).Item1.ToFullString());
        Assert.Empty((await table.ReadRow(Entry().SiloAddress)).Members);
    }

    [Fact]
    public async Task An_insert_under_an_old_version_or_of_a_known_silo_changes_nothing()
    {
        SqliteMembershipTable table = await Table();
        TableVersion first = (await table.ReadAll()).Version.Next();
        MembershipEntry entry = Entry();
        Assert.True(await table.InsertRow(entry, first));
        Assert.False(await table.InsertRow(Entry(), first));
        Assert.False(await table.InsertRow(entry, (await table.ReadAll()).Version.Next()));
        MembershipTableData all = await table.ReadAll();
        Assert.Single(all.Members);
        Assert.Equal(1, all.Version.Version);
    }

    [Fact]
    public async Task An_update_needs_the_newest_row_and_the_newest_version()
    {
        SqliteMembershipTable table = await Table();
        MembershipEntry entry = Entry();
        Assert.True(await table.InsertRow(entry, (await table.ReadAll()).Version.Next()));
        MembershipTableData read = await table.ReadAll();
        string etag = read.Members[0].Item2;
        entry.Status = SiloStatus.Active;
        Assert.True(await table.UpdateRow(entry, etag, read.Version.Next()));
        entry.Status = SiloStatus.Dead;
        Assert.False(await table.UpdateRow(entry, etag, (await table.ReadAll()).Version.Next())); // old row
        MembershipTableData now = await table.ReadAll();
        Assert.False(await table.UpdateRow(entry, now.Members[0].Item2, read.Version.Next())); // old version
        Assert.Equal(SiloStatus.Active, (await table.ReadAll()).Members[0].Item1.Status);
        Assert.Equal(2, (await table.ReadAll()).Version.Version);
    }

    [Fact]
    public async Task Of_many_that_swap_the_same_version_one_wins()
    {
        SqliteMembershipTable table = await Table();
        TableVersion next = (await table.ReadAll()).Version.Next();
        MembershipEntry[] entries = [.. Enumerable.Range(0, 8).Select(_ => Entry())];
        bool[] won = await Task.WhenAll(entries.Select(async e => await (await Table()).InsertRow(e, next)));
        Assert.Equal(1, won.Count(w => w));
        Assert.Single((await table.ReadAll()).Members);
    }

    [Fact]
    public async Task Being_alive_is_noted_without_a_new_version()
    {
        SqliteMembershipTable table = await Table();
        MembershipEntry entry = Entry();
        Assert.True(await table.InsertRow(entry, (await table.ReadAll()).Version.Next()));
        entry.IAmAliveTime = Started.AddMinutes(1);
        await table.UpdateIAmAlive(entry);
        MembershipTableData all = await table.ReadAll();
        Assert.Equal(Started.AddMinutes(1), all.Members[0].Item1.IAmAliveTime);
        Assert.Equal(1, all.Version.Version);
    }

    [Fact]
    public async Task Old_dead_silos_are_cleaned_up_and_others_stay()
    {
        SqliteMembershipTable table = await Table();
        foreach ((SiloStatus status, int minutes) in new[] { (SiloStatus.Dead, 0), (SiloStatus.Dead, 10), (SiloStatus.Active, 0) })
        {
            MembershipEntry entry = Entry();
            entry.Status = status;
            entry.IAmAliveTime = Started.AddMinutes(minutes);
            Assert.True(await table.InsertRow(entry, (await table.ReadAll()).Version.Next()));
        }

        await table.CleanupDefunctSiloEntries(new DateTimeOffset(Started.AddMinutes(5)));
        Assert.Equal(2, (await table.ReadAll()).Members.Count);
    }

    [Fact]
    public async Task A_silo_whose_process_is_gone_is_dead_once_another_opens_the_table()
    {
        SqliteMembershipTable table = await Table();
        MembershipEntry dead = Entry();
        dead.Status = SiloStatus.Active;
        dead.SiloName = "worker-999999999-0001";
        dead.HostName = Dns.GetHostName();
        MembershipEntry alive = Entry();
        alive.Status = SiloStatus.Active;
        alive.SiloName = SiloLiveness.NameFor("worker");
        alive.HostName = Dns.GetHostName();
        alive.StartTime = DateTime.UnixEpoch; // the clock was set forward since: it began long before its process, if one believed that
        MembershipEntry replaced = Entry(); // another process has its number now
        replaced.Status = SiloStatus.Active;
        replaced.SiloName = $"{alive.SiloName[..^4]}{(Convert.ToInt32(alive.SiloName[^4..], 16) + 0x8000) & 0xffff:x4}";
        replaced.HostName = Dns.GetHostName();
        Assert.True(await table.InsertRow(dead, (await table.ReadAll()).Version.Next()));
        Assert.True(await table.InsertRow(alive, (await table.ReadAll()).Version.Next()));
        Assert.True(await table.InsertRow(replaced, (await table.ReadAll()).Version.Next()));
        await new EvictDeadOnJoinMembershipTable(await Table(), new SiloLiveness(head: false).IsGone).InitializeMembershipTableAsync(
            true,
            TestContext.Current.CancellationToken);
        MembershipTableData all = await table.ReadAll();
        Assert.Equal(SiloStatus.Dead, all.Members.Single(m => m.Item1.SiloAddress.Equals(dead.SiloAddress)).Item1.Status);
        Assert.Equal(SiloStatus.Active, all.Members.Single(m => m.Item1.SiloAddress.Equals(alive.SiloAddress)).Item1.Status);
        Assert.Equal(SiloStatus.Dead, all.Members.Single(m => m.Item1.SiloAddress.Equals(replaced.SiloAddress)).Item1.Status);
        Assert.Equal(5, all.Version.Version);
    }

    private async Task<SqliteMembershipTable> Table()
    {
        SqliteMembershipTable table = new(_home.File("membership.db"), "test");
        await table.InitializeMembershipTable(true);
        return table;
    }

    private MembershipEntry Entry() => new()
    {
        SiloAddress = SiloAddress.New(IPAddress.Loopback, _port++, 7), SiloName = "silo", HostName = "host", Status = SiloStatus.Joining,
        ProxyPort = 30000, StartTime = Started, IAmAliveTime = Started,
    };
}
