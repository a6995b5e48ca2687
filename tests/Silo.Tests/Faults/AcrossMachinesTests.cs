using SiameseSweep.Silo.Tests.Programs;
using SiameseSweep.TestKit;

namespace SiameseSweep.Silo.Tests.Faults;

/// <summary>Machines with addresses and homes of their own: files travel by HTTP, never by a shared disk.</summary>
[Trait("fault", "yes")]
public sealed class AcrossMachinesTests(UndisturbedSweep undisturbed) : IClassFixture<UndisturbedSweep>
{
    private const string BothTrain = "select count(*) = 2 from runs where state = 'running' and step >= 20";
    private const string StateIsThere = "select count(*) from checkpoints where kind = 'last' and run_id like '%.0.0.0'";

    [Fact]
    public async Task A_run_whose_worker_is_killed_goes_on_from_its_state_on_another_machine()
    {
        using Machines machines = new(3);
        using RedisServer redis = new(Machines.Address(0), machines.On(0));
        using FaultCluster cluster = new("worker of another machine killed", machines);
        await StartThreeMachines(cluster, redis);
        await cluster.UntilRecord(StateIsThere);
        string run = $"{cluster.SweepId}.0.0.0";
        cluster.TrainerOf(run).Kill();
        cluster.Note(
            "its run trains elsewhere after",
            await cluster.UntilRecord($"select attempt = 2 and state <> 'queued' from runs where run_id = '{run}'"));
        await undisturbed.IsEqualed(cluster);
        Assert.NotEqual(
            "0",
            RecordFile.Text(
                cluster.Home,
                $"select max(json_extract(detail, '$.step')) from events where kind = 'resumed' and run_id = '{run}'"));
        Assert.Equal(2, RecordFile.Count(cluster.Home, "select count(*) from checkpoints where kind = 'best'"));

        // What the head has, the worker that is left need not keep.
        int left = Enumerable.Range(1, 2).Single(m => !cluster.HasEndedOn(m));
        await FaultCluster.Until(
            "the worker has removed its copies",
            () => Task.FromResult(FilesUnder(cluster.HomeOf(left), "checkpoints", "resume") == 0));
    }

    [Fact]
    public async Task A_network_that_is_cut_beyond_the_lease_and_healed_costs_nothing()
    {
        WholeSuite.Only();
        using Machines machines = new(3);
        using RedisServer redis = new(Machines.Address(0), machines.On(0));
        using FaultCluster cluster = new("network cut for 20 s and healed", machines);
        await StartThreeMachines(cluster, redis);
        string run = $"{cluster.SweepId}.0.0.0";
        int machine = cluster.MachineOf(run);
        machines.Cut(machine);
        cluster.Note(
            "its run trains elsewhere after",
            await cluster.UntilRecord($"select attempt = 2 and state <> 'queued' from runs where run_id = '{run}'"));
        await Elapsed(TimeSpan.FromSeconds(5));
        machines.Heal(machine);
        await undisturbed.IsEqualed(cluster);
    }

    [Fact]
    public async Task A_network_that_is_cut_for_a_moment_costs_no_attempt()
    {
        WholeSuite.Only();
        using Machines machines = new(3);
        using RedisServer redis = new(Machines.Address(0), machines.On(0));
        using FaultCluster cluster = new("network cut for 4 s and healed", machines);
        await StartThreeMachines(cluster, redis);
        int machine = cluster.MachineOf($"{cluster.SweepId}.0.0.0");
        machines.Cut(machine);
        await Elapsed(TimeSpan.FromSeconds(4));
        machines.Heal(machine);
        await undisturbed.IsEqualed(cluster);
        Assert.Equal(["1", "1"], RecordFile.Rows(cluster.Home, "select attempt from runs"));
    }

    [Fact]
    public async Task A_head_killed_across_machines_comes_back_at_another_port_and_takes_what_waits()
    {
        WholeSuite.Only();
        using Machines machines = new(3);
        using RedisServer redis = new(Machines.Address(0), machines.On(0));
        using FaultCluster cluster = new("head killed, workers on other machines", machines);
        await StartThreeMachines(cluster, redis);
        cluster.Head.Kill();
        cluster.Note("it serves after its start in", await cluster.StartHeadOnMachine0(redis.Url));
        await undisturbed.IsEqualed(cluster);
        Assert.Equal(["1", "1"], RecordFile.Rows(cluster.Home, "select attempt from runs"));
    }

    [Fact]
    public async Task A_Redis_that_is_killed_and_restarted_costs_nothing()
    {
        WholeSuite.Only();
        using Machines machines = new(3);
        using RedisServer redis = new(Machines.Address(0), machines.On(0));
        using FaultCluster cluster = new("Redis killed, back after 10 s", machines);
        await StartThreeMachines(cluster, redis);
        redis.Kill();
        await Elapsed(TimeSpan.FromSeconds(10));
        redis.Restart();
        await undisturbed.IsEqualed(cluster);
        Assert.Equal(["1", "1"], RecordFile.Rows(cluster.Home, "select attempt from runs"));

        // And silos still find each other through it.
        SiloProgram late = cluster.StartWorkerOn(1, redis.Url);
        await late.Says("Working for");
        await cluster.SubmitOnMachine0(TinySweep.Yaml(3));
        await cluster.UntilRecord("select count(*) = 2 from sweeps where state = 'finished'");
    }

    private static async Task StartThreeMachines(FaultCluster cluster, RedisServer redis)
    {
        await cluster.StartHeadOnMachine0(redis.Url);
        SiloProgram first = cluster.StartWorkerOn(1, redis.Url, "--slots", "2");
        SiloProgram second = cluster.StartWorkerOn(2, redis.Url, "--slots", "2");
        await first.Says("Working for");
        await second.Says("Working for");
        await cluster.SubmitOnMachine0(UndisturbedSweep.Yaml);
        await cluster.UntilRecord(BothTrain);
    }

    private static async Task Elapsed(TimeSpan time)
    {
        using PeriodicTimer timer = new(time);
        await timer.WaitForNextTickAsync(TestContext.Current.CancellationToken);
    }

    private static int FilesUnder(string home, params string[] folders) =>
        folders.Select(f => Path.Combine(home, f))
            .Where(Directory.Exists)
            .Sum(f => Directory.GetFiles(f, "*", SearchOption.AllDirectories).Length);
}
