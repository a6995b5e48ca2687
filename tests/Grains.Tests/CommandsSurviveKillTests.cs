using SiameseSweep.Core.Events;
using SiameseSweep.Core.Runs;
using SiameseSweep.Core.Store;
using SiameseSweep.TestKit;

namespace SiameseSweep.Grains.Tests;

/// <summary>A command that was answered is on record: the head may be killed the moment after.</summary>
public sealed class CommandsSurviveKillTests : IDisposable
{
    private const string Four = """
        name: four
        method: grid
        parameters: {margin: {values: [0.5, 1.0, 1.5, 2.0]}}
        siamese: {epochs: 3}
        """;

    private readonly TemporaryDirectory _home = new();
    private readonly ScriptedTrainer _trainer = new() { Gated = _ => true };
    private readonly ScriptedTrainer _next = new(); // the killed head's threads are still in the first one

    public void Dispose() => _home.Dispose();

    [Fact]
    public async Task A_paused_sweep_stays_paused_until_it_is_resumed()
    {
        string id = await SubmitThenKill(Four, (head, sweep) => head.Commands.Pause(sweep));
        await using TestHead again = await TestHead.Start(_home.Path, _next);
        await again.Until(r => r.CountRuns(new RunQuery(id, RunState.Running)) == 0);
        Assert.Equal(SweepState.Paused, again.Record.Reader.Sweep(id)!.State);
        Assert.Empty(_next.Attempts);

        await again.Commands.Resume(id);
        await again.UntilSweep(id, SweepState.Finished);
        Assert.Equal(4, again.Record.Reader.CountRuns(new RunQuery(id, RunState.Finished)));
    }

    [Fact]
    public async Task A_stopped_sweep_starts_nothing_again()
    {
        string id = await SubmitThenKill(Four, (head, sweep) => head.Commands.Stop(sweep));
        await using TestHead again = await TestHead.Start(_home.Path, _next);
        await again.Until(r => r.Runs(new RunQuery(id)).All(run => run.State == RunState.Stopped));
        Assert.Equal(SweepState.Stopped, again.Record.Reader.Sweep(id)!.State);
        Assert.Empty(_next.Attempts);
    }

    [Fact]
    public async Task An_extended_sweep_has_its_new_cap_and_its_new_epochs()
    {
        string id = await SubmitThenKill("run_cap: 2\n" + Four, (head, sweep) => head.Commands.Extend(sweep, runCap: 3, epochs: 5));
        await using TestHead again = await TestHead.Start(_home.Path, _next);
        await again.UntilSweep(id, SweepState.Finished);
        Assert.Equal([20, 20, 20], again.Record.Reader.Runs(new RunQuery(id)).Select(r => r.Step));
    }

    [Fact]
    public async Task A_retried_run_is_tried_again()
    {
        _trainer.Gated = _ => false;
        _trainer.Instead = (_, reporter) =>
        {
            reporter.Report(new StartedReport("print", 0, 4));
            reporter.Report(new EventReport(EventKinds.NonFinite, "{}"));
            reporter.Report(new EndedReport(RunState.Failed, "The loss is not finite.", 0, 0, FailureCause.Run));
        };
        string id;
        await using (TestHead head = await TestHead.Start(_home.Path, _trainer))
        {
            id = await head.Commands.Submit(Four, "four.yaml");
            await head.UntilSweep(id, SweepState.Failed);
            _trainer.Instead = null;
            _trainer.Gated = _ => true;
            await head.Commands.Retry(id);
            await head.Kill();
        }

        await using TestHead again = await TestHead.Start(_home.Path, _next);
        await again.UntilSweep(id, SweepState.Finished);
        Assert.All(again.Record.Reader.Runs(new RunQuery(id)), r => Assert.Equal(RunState.Finished, r.State));
    }

    [Fact]
    public async Task A_sweep_that_reached_its_target_proposes_nothing_more()
    {
        _trainer.Gated = run => run.Trial == 1;
        string id;
        await using (TestHead head = await TestHead.Start(_home.Path, _trainer))
        {
            id = await head.Commands.Submit("metric: {name: validation.eer, goal: minimize, target: 0.49}\n" + Four, "four.yaml");
            await head.UntilRun(new RunId(id, 1, 0, 0), RunState.Running);
            await head.UntilRun(new RunId(id, 0, 0, 0), RunState.Finished);
            await head.Kill();
        }

        await using TestHead again = await TestHead.Start(_home.Path, _next);
        await again.UntilSweep(id, SweepState.Finished);
        Assert.Equal(2, again.Record.Reader.Trials(id).Count); // the one that ran beside it is finished
    }

    [Fact]
    public async Task Of_equally_good_trials_the_first_keeps_its_checkpoint_whichever_ended_first_also_after_a_kill()
    {
        _trainer.Checkpoints = true;
        _trainer.Value = (_, _) => 0.2;
        string id;
        await using (TestHead head = await TestHead.Start(_home.Path, _trainer))
        {
            id = await head.Commands.Submit(
                Four.Replace("epochs: 3", "epochs: 3, checkpoints: {keep: 1}", StringComparison.Ordinal),
                "four.yaml");
            foreach (int trial in new[] { 1, 0 })
            {
                _trainer.Release(new RunId(id, trial, 0, 0), 3);
                await head.UntilRun(new RunId(id, trial, 0, 0), RunState.Finished);
            }

            await head.Until(r => r.Checkpoints(id).Count == 1 && r.CountRuns(new RunQuery(id, RunState.Running)) == 2);
            await head.Kill();
        }

        _next.Checkpoints = true;
        _next.Value = (_, _) => 0.3;
        await using TestHead again = await TestHead.Start(_home.Path, _next);
        await again.UntilSweep(id, SweepState.Finished);
        CheckpointRow kept = Assert.Single(again.Record.Reader.Checkpoints(id));
        Assert.Equal((0, true), (kept.RunId.Trial, File.Exists(Path.Combine(_home.Path, kept.Path))));
    }

    [Fact]
    public async Task A_deleted_sweep_is_gone()
    {
        string id = await SubmitThenKill(Four, async (head, sweep) =>
        {
            await head.Commands.Stop(sweep);
            await head.Until(r => r.CountRuns(new RunQuery(sweep, RunState.Running)) == 0);
            await head.Commands.DeleteSweep(sweep);
        });
        await using TestHead again = await TestHead.Start(_home.Path, _next);
        Assert.Null(again.Record.Reader.Sweep(id));
        Assert.Empty(again.Record.Reader.Runs(new RunQuery(id)));
    }

    private async Task<string> SubmitThenKill(string yaml, Func<TestHead, string, Task> command)
    {
        await using TestHead head = await TestHead.Start(_home.Path, _trainer);
        string id = await head.Commands.Submit(yaml, "four.yaml");
        await head.Until(r => r.CountRuns(new RunQuery(id, RunState.Running)) == 2);
        await command(head, id);
        await head.Kill();
        return id;
    }
}
