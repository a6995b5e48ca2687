using System.Diagnostics;
using SiameseSweep.Silo.Tests.Programs;
using SiameseSweep.TestKit;

namespace SiameseSweep.Silo.Tests.Faults;

/// <summary>
/// kill -9 and worse on real processes: the sweep ends by itself and its record is that of a sweep that nothing happened to.
/// </summary>
[Trait("fault", "yes")]
public sealed class FaultTests(UndisturbedSweep undisturbed) : IClassFixture<UndisturbedSweep>
{
    private const string BothTrain = "select count(*) = 2 from runs where state = 'running' and step >= 20";
    private static readonly TimeSpan ElsewhereWithin = TimeSpan.FromSeconds(25);

    [Fact]
    public async Task A_worker_that_is_killed_loses_nothing_and_its_run_goes_on_elsewhere()
    {
        using FaultCluster cluster = new("worker killed");
        string run = await cluster.StartTwoWorkers(BothTrain);
        cluster.TrainerOf(run).Kill();
        TimeSpan elsewhere = await cluster.UntilRecord($"select attempt = 2 and state <> 'queued' from runs where run_id = '{run}'");
        cluster.Note("its run trains elsewhere after", elsewhere);
        Assert.InRange(elsewhere, TimeSpan.Zero, ElsewhereWithin);
        await undisturbed.IsEqualed(cluster);
    }

    [Fact]
    public async Task A_head_that_is_killed_comes_back_while_its_workers_train_on()
    {
        using FaultCluster cluster = new("head killed");
        await cluster.StartTwoWorkers(BothTrain);
        cluster.Head.Kill();
        cluster.Note("it serves after its start in", await cluster.StartHead());
        await undisturbed.IsEqualed(cluster);
        Assert.Equal(["1", "1"], RecordFile.Rows(cluster.Home, "select attempt from runs"));
    }

    [Fact]
    public async Task Head_and_worker_killed_at_once_go_on_from_the_record()
    {
        using FaultCluster cluster = new("head and worker killed");
        await cluster.StartHead();
        SiloProgram worker = cluster.StartWorker("--slots", "2");
        await cluster.Submit(UndisturbedSweep.Yaml);
        await cluster.UntilRecord(BothTrain);
        long killed = Stopwatch.GetTimestamp();
        cluster.Head.Kill();
        worker.Kill();
        cluster.Note("head serves after its start in", await cluster.StartHead());
        cluster.StartWorker("--slots", "2");
        await cluster.UntilRecord("select count(*) = 2 from runs where attempt >= 2 and state <> 'queued'");
        cluster.Note("all runs train again, from the kill on, after", Stopwatch.GetElapsedTime(killed));
        await undisturbed.IsEqualed(cluster);
    }

    [Fact]
    public async Task A_worker_stopped_beyond_its_lease_and_continued_is_superseded()
    {
        WholeSuite.Only();
        using FaultCluster cluster = new("worker stopped beyond its lease");
        string run = await cluster.StartTwoWorkers(BothTrain);
        SiloProgram stopped = cluster.TrainerOf(run);
        await stopped.Signal("STOP");
        cluster.Note(
            "its run trains elsewhere after",
            await cluster.UntilRecord($"select attempt = 2 and state <> 'queued' from runs where run_id = '{run}'"));
        await stopped.Signal("CONT");
        await undisturbed.IsEqualed(cluster);
    }

    [Fact]
    public async Task A_worker_killed_when_its_run_has_just_ended_does_not_run_it_again()
    {
        WholeSuite.Only();
        using FaultCluster cluster = new("worker killed after the final report");
        string run = await cluster.StartTwoWorkers(BothTrain);
        SiloProgram trainer = cluster.TrainerOf(run);
        await cluster.UntilRecord($"select state = 'finished' from runs where run_id = '{run}'");
        trainer.Kill();
        await undisturbed.IsEqualed(cluster);
        Assert.Equal("1", RecordFile.Text(cluster.Home, $"select attempt from runs where run_id = '{run}'"));
    }

    [Fact]
    public async Task A_head_that_is_away_for_a_minute_costs_its_workers_nothing()
    {
        WholeSuite.Only();
        using FaultCluster cluster = new("head away for a minute");
        await cluster.StartTwoWorkers(BothTrain);
        cluster.Head.Kill();
        using PeriodicTimer away = new(TimeSpan.FromMinutes(1));
        await away.WaitForNextTickAsync(TestContext.Current.CancellationToken);
        cluster.Note("it serves after its start in", await cluster.StartHead());
        await undisturbed.IsEqualed(cluster);
        Assert.Equal(["1", "1"], RecordFile.Rows(cluster.Home, "select attempt from runs"));
    }
}
