using System.Diagnostics;
using SiameseSweep.Silo.Tests.Programs;

namespace SiameseSweep.Silo.Tests.Faults;

/// <summary>
/// Kills at the points where something is on disk and not yet on record. The head is stopped first (SIGSTOP), so that it can take
/// nothing more; then the point is waited for; then who is to die is killed.
/// </summary>
[Trait("fault", "yes")]
public sealed class PointFaultTests(UndisturbedSweep undisturbed) : IClassFixture<UndisturbedSweep>
{
    private const string BothTrain = "select count(*) = 2 from runs where state = 'running' and step >= 2"; // early, while checkpoints are frequent
    private static readonly TimeSpan Still = TimeSpan.FromSeconds(2);

    [Fact]
    public async Task A_worker_killed_after_a_checkpoint_before_its_report()
    {
        WholeTable.Only();
        using FaultCluster cluster = new("worker killed after a checkpoint, before its report");
        string run = await cluster.StartTwoWorkers(BothTrain);
        await cluster.Head.Signal("STOP");
        await NextCheckpoint(cluster, run);
        cluster.TrainerOf(run).Kill();
        await cluster.Head.Signal("CONT");
        cluster.Note("its run trains elsewhere after", await Elsewhere(cluster, run));
        await undisturbed.IsEqualed(cluster);
    }

    [Fact]
    public async Task A_head_killed_after_a_checkpoint_before_its_report()
    {
        WholeTable.Only();
        using FaultCluster cluster = new("head killed after a checkpoint, before its report");
        string run = await cluster.StartTwoWorkers(BothTrain);
        await cluster.Head.Signal("STOP");
        await NextCheckpoint(cluster, run);
        cluster.Head.Kill();
        cluster.Note("it serves after its start in", await cluster.StartHead());
        await undisturbed.IsEqualed(cluster);
    }

    [Fact]
    public async Task A_worker_killed_after_the_final_report_before_its_acknowledgement()
    {
        WholeTable.Only();
        using FaultCluster cluster = new("worker killed after the final report, before its acknowledgement");
        string run = await cluster.StartTwoWorkers(BothTrain);
        await cluster.Head.Signal("STOP");
        await NoMoreStates(cluster, run);
        cluster.TrainerOf(run).Kill();
        await cluster.Head.Signal("CONT");
        await undisturbed.IsEqualed(cluster);
    }

    [Fact]
    public async Task A_head_killed_after_the_final_report_before_its_acknowledgement()
    {
        WholeTable.Only();
        using FaultCluster cluster = new("head killed after the final report, before its acknowledgement");
        string run = await cluster.StartTwoWorkers(BothTrain);
        await cluster.Head.Signal("STOP");
        await NoMoreStates(cluster, run);
        cluster.Head.Kill();
        cluster.Note("it serves after its start in", await cluster.StartHead());
        await undisturbed.IsEqualed(cluster);
        Assert.Equal(["1", "1"], RecordFile.Rows(cluster.Home, "select attempt from runs"));
    }

    private static Task<TimeSpan> Elsewhere(FaultCluster cluster, string run) =>
        cluster.UntilRecord($"select attempt >= 2 and state <> 'queued' or state = 'finished' from runs where run_id = '{run}'");

    // The head takes nothing more, so a new checkpoint (best, or of a resume state) is on disk and not on record.
    private static async Task NextCheckpoint(FaultCluster cluster, string run)
    {
        string[] before = Checkpoints(cluster, run);
        await FaultCluster.Until("the next checkpoint is on disk", () => Task.FromResult(Checkpoints(cluster, run).Except(before).Any()));
    }

    private static string[] Checkpoints(FaultCluster cluster, string run)
    {
        string folder = Path.Combine(cluster.Home, "checkpoints", cluster.SweepId, run);
        return Directory.Exists(folder) ? Directory.GetFiles(folder, "*.safetensors") : [];
    }

    // A training that has ended saves no more: what it reported last waits for the head.
    private static async Task NoMoreStates(FaultCluster cluster, string run)
    {
        string? newest = NewestState(cluster, run);
        long since = Stopwatch.GetTimestamp();
        await FaultCluster.Until("the training has ended", () =>
        {
            if (NewestState(cluster, run) is var now && now != newest)
            {
                (newest, since) = (now, Stopwatch.GetTimestamp());
            }

            return Task.FromResult(Stopwatch.GetElapsedTime(since) > Still);
        });
    }

    private static string? NewestState(FaultCluster cluster, string run)
    {
        string folder = Path.Combine(cluster.Home, "resume", cluster.SweepId, run);
        return Directory.Exists(folder) ? Directory.GetFiles(folder, "state-*.json").Max(StringComparer.Ordinal) : null;
    }
}
