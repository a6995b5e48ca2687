using System.Diagnostics;
using SiameseSweep.Silo.Tests.Programs;
using SiameseSweep.TestKit;

namespace SiameseSweep.Silo.Tests.Faults;

/// <summary>
/// Kills at the points where something is on disk and not yet on record. The head is stopped first (SIGSTOP), so that it can take
/// nothing more; then the point is waited for; then who is to die is killed.
/// </summary>
[Trait("fault", "yes")]
public sealed class PointFaultTests(UndisturbedSweep undisturbed) : IClassFixture<UndisturbedSweep>
{
    // early, while checkpoints are frequent
    private const string BothTrain = "select count(*) = 2 from runs where state = 'running' and step >= 2";
    private const int Tries = 5;
    private static readonly TimeSpan Still = TimeSpan.FromSeconds(2);

    [Fact]
    public async Task A_worker_killed_after_a_checkpoint_before_its_report()
    {
        WholeSuite.Only();
        (FaultCluster cluster, string run) = await AfterNextCheckpoint("worker killed after a checkpoint, before its report");
        using FaultCluster _ = cluster;
        cluster.TrainerOf(run).Kill();
        await cluster.Head.Signal("CONT");
        cluster.Note("its run trains elsewhere after", await Elsewhere(cluster, run));
        await undisturbed.IsEqualed(cluster);
    }

    [Fact]
    public async Task A_head_killed_after_a_checkpoint_before_its_report()
    {
        WholeSuite.Only();
        (FaultCluster cluster, string _) = await AfterNextCheckpoint("head killed after a checkpoint, before its report");
        using FaultCluster disposed = cluster;
        cluster.Head.Kill();
        cluster.Note("it serves after its start in", await cluster.StartHead());
        await undisturbed.IsEqualed(cluster);
    }

    [Fact]
    public async Task A_worker_killed_after_the_final_report_before_its_acknowledgement()
    {
        WholeSuite.Only();
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
        WholeSuite.Only();
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

    // The head is stopped and takes nothing more, so a new checkpoint is on disk and not on record. By then a training may have its
    // best epoch behind it and write none: another sweep is begun.
    private static async Task<(FaultCluster Cluster, string Run)> AfterNextCheckpoint(string fault)
    {
        for (int i = 0; i < Tries; i++)
        {
            FaultCluster cluster = new(fault);
            bool met = false;
            try
            {
                string run = await cluster.StartTwoWorkers(BothTrain);
                await cluster.Head.Signal("STOP");
                string[] before = Checkpoints(cluster, run);
                await NoMoreStates(cluster, run, or: () => met = Checkpoints(cluster, run).Except(before).Any());
                if (met)
                {
                    return (cluster, run);
                }
            }
            finally
            {
                if (!met)
                {
                    cluster.Dispose();
                }
            }
        }

        throw new InvalidOperationException($"None of {Tries} sweeps wrote a checkpoint once its head was stopped.");
    }

    private static string[] Checkpoints(FaultCluster cluster, string run)
    {
        string folder = Path.Combine(cluster.Home, "checkpoints", cluster.SweepId, run);
        return Directory.Exists(folder) ? Directory.GetFiles(folder, "*.safetensors") : [];
    }

    // A training that has ended saves no more: what it reported last waits for the head.
    private static async Task NoMoreStates(FaultCluster cluster, string run, Func<bool>? or = null)
    {
        string? newest = NewestState(cluster, run);
        long since = Stopwatch.GetTimestamp();
        await FaultCluster.Until("the training has ended", () =>
        {
            if (NewestState(cluster, run) is var now && now != newest)
            {
                (newest, since) = (now, Stopwatch.GetTimestamp());
            }

            return Task.FromResult(or?.Invoke() == true || Stopwatch.GetElapsedTime(since) > Still);
        });
    }

    private static string? NewestState(FaultCluster cluster, string run)
    {
        string folder = Path.Combine(cluster.Home, "resume", cluster.SweepId, run);
        return Directory.Exists(folder) ? Directory.GetFiles(folder, "state-*.json").Max(StringComparer.Ordinal) : null;
    }
}
