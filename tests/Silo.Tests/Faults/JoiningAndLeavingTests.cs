using System.Diagnostics;
using SiameseSweep.Silo.Tests.Programs;

namespace SiameseSweep.Silo.Tests.Faults;

/// <summary>Workers come and go while a sweep runs.</summary>
[Trait("fault", "yes")]
public sealed class JoiningAndLeavingTests
{
    private static readonly TimeSpan RunsWithin = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan GoneWithin = TimeSpan.FromSeconds(10);

    [Fact]
    public async Task A_worker_started_in_mid_sweep_gets_a_run_and_one_told_to_leave_saves_it_and_is_gone()
    {
        using FaultCluster cluster = new("worker joins in mid-sweep and leaves by SIGTERM");
        await cluster.StartHead();
        cluster.StartWorker();
        await cluster.Submit(TinySweep.Yaml(20_000));
        await cluster.UntilRecord("select count(*) = 1 from runs where state = 'running' and step > 0");

        SiloProgram late = cluster.StartWorker();
        await late.Says("Working for");
        string second = $"{cluster.SweepId}.1.0.0";
        TimeSpan got = await cluster.UntilRecord($"select count(*) from runs where run_id = '{second}' and state = 'running'");
        cluster.Note("it has a run after its start-up in", got);
        await cluster.UntilRecord($"select step >= 20 from runs where run_id = '{second}'");

        long told = Stopwatch.GetTimestamp();
        SiloProgram leaving = cluster.TrainerOf(second);
        await leaving.Signal("TERM");
        Outcome left = await leaving.End();
        TimeSpan gone = Stopwatch.GetElapsedTime(told);
        cluster.Note("it is gone after SIGTERM in", gone);

        Assert.Equal(0, left.ExitCode);
        Assert.InRange(got, TimeSpan.Zero, RunsWithin);
        Assert.InRange(gone, TimeSpan.Zero, GoneWithin);
        Assert.Equal(
            "queued|The worker was told to leave.",
            RecordFile.Text(cluster.Home, $"select state, reason from runs where run_id = '{second}'"));
        int step = RecordFile.Count(cluster.Home, $"select step from runs where run_id = '{second}'");
        string state = Directory.GetFiles(Path.Combine(cluster.Home, "resume", cluster.SweepId, second), "state-*.json")
            .Max(StringComparer.Ordinal)!;
        Assert.EndsWith($"-{step:D8}.json", state, StringComparison.Ordinal); // saved at its very last step
    }
}
