using SiameseSweep.Core.Runs;
using SiameseSweep.Core.Store;
using SiameseSweep.Core.Sweeps;

namespace SiameseSweep.Core.Tests.Store;

/// <summary>
/// The text of every event that the record itself writes, byte for byte: users query it, and older builds wrote the same.
/// </summary>
public sealed class EventTextTests
{
    [Fact]
    public async Task Events_of_sweeps_and_trials_keep_their_text()
    {
        await using RecordHome home = new();
        await home.Store.Writer.CreateSweep(RecordHome.Sweep, RecordHome.Definition("Gesichter für <zwei> & mehr"));
        await home.Store.Writer.AddTrial(
            new NewTrial(
                RecordHome.Sweep,
                0,
                new RunConfiguration(),
                """{"method":"random","drawn_again":0,"best":1.50,"none":null,"note":"ä+b"}""",
                [(RecordHome.Run(), 7)]));
        await home.Store.Writer.SetSweepState(RecordHome.Sweep, SweepState.Paused, "Paused by the user.");
        await home.Store.Writer.SetSweepState(RecordHome.Sweep, SweepState.Running);
        await home.Store.Writer.ChangeSweep(
            new SweepChange(RecordHome.Sweep) { Epochs = 80, Move = (SweepState.Running, "Extended by the user.") });
        await home.Store.Writer.ChangeSweep(new SweepChange(RecordHome.Sweep) { RunCap = 40 });
        await home.Store.Writer.SetSweepState(RecordHome.Sweep, SweepState.Finished);
        await home.Store.Writer.SetSweepState(RecordHome.Sweep, SweepState.Failed, "No trial has a result.");
        await home.Store.Writer.SetSweepState(RecordHome.Sweep, SweepState.Stopped, "Stopped by the user.");

        Assert.Equal(
            [
                """sweep_created {"name":"Gesichter f\u00FCr \u003Czwei\u003E \u0026 mehr","method":"random"}""",
                """trial_proposed {"trial":0,"runs":1,"explanation":{"method":"random","drawn_again":0,"best":1.50,"none":"""
                    + """null,"note":"\u00E4\u002Bb"}}""",
                """sweep_paused {"reason":"Paused by the user."}""",
                "sweep_running {}",
                """sweep_extended {"epochs":80}""",
                """sweep_running {"reason":"Extended by the user."}""",
                """sweep_extended {"run_cap":40}""",
                "sweep_finished {}",
                """sweep_failed {"reason":"No trial has a result."}""",
                """sweep_stopped {"reason":"Stopped by the user."}""",
            ],
            Texts(home));

        await home.Store.Writer.DeleteSweep(RecordHome.Sweep);
        Assert.Equal(["""sweep_deleted {"name":"Gesichter f\u00FCr \u003Czwei\u003E \u0026 mehr","runs":1}"""], Texts(home));
    }

    [Fact]
    public async Task Events_of_a_runs_states_keep_their_text()
    {
        await using RecordHome home = await new RecordHome().WithSweep();
        Attempt first = await home.Start();
        await first.Send(
            new StartedReport("aaaa", 0, 2, "cpu2"),
            new LossReport(1, [1, 2]),
            new EndedReport(RunState.Paused, "The sweep was paused.", 1, 2));
        await home.Store.Writer.SetRunState(first.Run, [RunState.Paused], RunState.Queued, "The sweep was resumed.");
        Attempt second = await home.Start();
        await second.Send(
            new StartedReport("aaaa", 2, 2, "cpu2"),
            new EndedReport(RunState.Queued, "No images.", 1, 2, FailureCause.Worker));
        Attempt third = await home.Start();
        await third.Send(new EndedReport(RunState.Queued, "The disk is full.", 1, 2));
        await home.Start();
        await home.Store.Writer.SetRunState(first.Run, [RunState.Running], RunState.Failed, "Given up.");
        await home.Store.Writer.SetRunState(first.Run, [RunState.Failed], RunState.Queued, null);
        await (await home.Start()).Send(new EndedReport(RunState.Pruned, "It collapsed.", 2, 4, Hopeless: true));
        await home.Store.Writer.SetRunState(first.Run, [RunState.Pruned], RunState.Stopped, "The sweep was stopped.");
        await home.Store.Writer.SetRunState(
            first.Run,
            [RunState.Stopped],
            RunState.Pruned,
            "Not started: the trial's first run orl-7f3a.0.0.0 was pruned.");
        await home.Store.Writer.SetRunState(first.Run, [RunState.Pruned], RunState.Finished, null);

        Assert.Equal(
            [
                """run_started {"attempt":1,"device":"cpu","silo":"silo","threads":2}""",
                """run_paused {"attempt":1,"epoch":1,"step":2,"reason":"The sweep was paused."}""",
                """run_queued {"from":"paused","attempt":1,"epoch":1,"step":2,"reason":"The sweep was resumed."}""",
                """run_started {"attempt":2,"device":"cpu","silo":"silo","threads":2}""",
                """resumed {"attempt":2,"from_step":2}""",
                """run_queued {"attempt":2,"epoch":1,"step":2,"cause":"worker","reason":"No images."}""",
                """run_started {"attempt":3,"device":"cpu","silo":"silo","threads":2}""",
                """run_queued {"attempt":3,"epoch":1,"step":2,"reason":"The disk is full."}""",
                """run_started {"attempt":4,"device":"cpu","silo":"silo","threads":2}""",
                """run_failed {"from":"running","attempt":4,"epoch":1,"step":2,"reason":"Given up."}""",
                """run_queued {"from":"failed","attempt":4,"epoch":1,"step":2}""",
                """run_started {"attempt":5,"device":"cpu","silo":"silo","threads":2}""",
                """run_pruned {"attempt":5,"epoch":2,"step":4,"hopeless":true,"reason":"It collapsed."}""",
                """run_stopped {"from":"pruned","attempt":5,"epoch":2,"step":4,"reason":"The sweep was stopped."}""",
                """run_pruned {"from":"stopped","attempt":5,"epoch":2,"step":4,"reason":"Not started: the trial\u0027s first run """
                    + """orl-7f3a.0.0.0 was pruned."}""",
                """run_finished {"from":"pruned","attempt":5,"epoch":2,"step":4}""",
            ],
            Texts(home).Skip(2));

        await home.Store.Writer.DeleteRun(first.Run);
        Assert.Equal("""run_deleted {"run":"orl-7f3a.0.0.0","device_seconds":0}""", Texts(home)[^1]);
    }

    [Fact]
    public async Task Events_that_reports_and_files_give_rise_to_keep_their_text()
    {
        await using RecordHome home = await new RecordHome().WithSweep(trials: 2);
        Attempt first = await home.Start();
        string weights = home.Home.Relative(Path.Combine(home.Home.CheckpointsOf(first.Run), "best-00001-cpu2.safetensors"));
        await first.Send(
            new StartedReport("aaaa", 0, 2, "cpu2"),
            new LossReport(1, [1, float.NaN]),
            new LossReport(1, [1, float.PositiveInfinity]),
            new LossReport(4, [0.1f]),
            new LossReport(4, [0.2f]),
            new CheckpointReport(1, CheckpointKind.Best, weights, 19_000_000_000, "00"));
        await home.Store.Writer.RemoveCheckpoints(home.Store.Reader.Checkpoints(first.Run));
        Attempt other = await home.Start(RecordHome.Run(1));
        await other.Send(new StartedReport("bbbb", 0, 2, "cpu2"));
        await other.Send(new LossReport(1, [1]));
        await home.Store.Writer.SetRunState(first.Run, [RunState.Running], RunState.Queued, "gone");
        await (await home.Start()).Send(new StartedReport("aaaa", 0, 2, "cpu1"));
        await first.Send(new LossReport(9, [1]));

        Assert.Equal(
            [
                """loss_mismatch {"step":2,"recorded":"NaN","repeated":"Infinity"}""",
                """loss_gap {"after_step":2,"first_step":4}""",
                """loss_mismatch {"step":4,"recorded":0.10000000149011612,"repeated":0.20000000298023224}""",
                """checkpoint_saved {"epoch":1,"path":"checkpoints/orl-7f3a/orl-7f3a.0.0.0/best-00001-cpu2.safetensors","bytes":"""
                    + """19000000000}""",
                """checkpoint_removed {"kind":"best","epoch":1,"path":"checkpoints/orl-7f3a/orl-7f3a.0.0.0/best-00001-cpu2.safetensors"}""",
                """fingerprint_mismatch {"expected":"aaaa","found":"bbbb"}""",
                """run_queued {"from":"running","attempt":1,"epoch":0,"step":0,"cause":"worker","reason":"The images here (fingerprint """
                    + """bbbb) are not those that the sweep began with (aaaa); give this worker the same data."}""",
                """run_queued {"from":"running","attempt":1,"epoch":2,"step":4,"reason":"gone"}""",
                """begun_again {"attempt":2,"basis":"cpu1","before":"cpu2","steps":4}""",
                """attempt_superseded {"attempt":1,"current":2}""",
            ],
            Texts(home).Skip(3).Where(text => !text.StartsWith("run_started", StringComparison.Ordinal)));
    }

    private static List<string> Texts(RecordHome home) => [.. home.Store.Reader.Events().Select(e => $"{e.Kind} {e.Detail}")];
}
