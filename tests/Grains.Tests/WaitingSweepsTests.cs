using Microsoft.Extensions.DependencyInjection;
using SiameseSweep.Core.Events;
using SiameseSweep.Core.Runs;
using SiameseSweep.Core.Statistics;
using SiameseSweep.Core.Store;
using SiameseSweep.Grains.Devices;
using SiameseSweep.Grains.Recording;
using SiameseSweep.Grains.Sweeps;
using SiameseSweep.TestKit;

namespace SiameseSweep.Grains.Tests;

/// <summary>Sweeps that wait for slots, hold, and go on.</summary>
public sealed class WaitingSweepsTests : IDisposable
{
    private const string FourTrials = """
        name: four
        method: grid
        parameters: {margin: {values: [0.5, 1.0, 1.5, 2.0]}}
        siamese: {epochs: 3}
        """;

    private readonly TemporaryDirectory _home = new();
    private readonly ScriptedTrainer _trainer = new() { Gated = _ => true };

    public void Dispose() => _home.Dispose();

    [Theory]
    [InlineData("pause")]
    [InlineData("stop")]
    [InlineData("delete")]
    public async Task A_sweep_that_waited_for_slots_and_no_longer_does_leaves_them_all_to_the_others(string command)
    {
        await using TestHead head = await TestHead.Start(_home.Path, _trainer);
        string other = await head.Commands.Submit(FourTrials, "four.yaml");
        await head.UntilRun(new RunId(other, 1, 0, 0), RunState.Running);
        string waiting = await head.Commands.Submit(FourTrials, "four.yaml");
        await (command == "pause" ? head.Commands.Pause(waiting) : head.Commands.Stop(waiting));
        if (command == "delete")
        {
            await head.Commands.DeleteSweep(waiting);
        }

        _trainer.Release(new RunId(other, 0, 0, 0), 3);
        await head.UntilRun(new RunId(other, 2, 0, 0), RunState.Running);
        Assert.Equal(RunState.Running, head.Record.Reader.Run(new RunId(other, 1, 0, 0))!.State);
    }

    [Fact]
    public async Task A_sweep_that_goes_on_after_a_pause_is_looked_after_as_before()
    {
        await using TestHead head = await TestHead.Start(_home.Path, _trainer, slots: 1);
        string id = await head.Commands.Submit(
            FourTrials.Replace("epochs: 3", "epochs: 3, budget: {device_hours: 0.0015}", StringComparison.Ordinal),
            "four.yaml");
        RunId first = new(id, 0, 0, 0);
        await head.UntilRun(first, RunState.Running);
        await head.Commands.Pause(id);
        await head.UntilRun(first, RunState.Paused);
        // more than two looks, after which a sweep that holds is looked after no more
        await Task.Delay(TimeSpan.FromSeconds(5), TestContext.Current.CancellationToken);
        await head.Commands.Resume(id);

        // No epoch is evaluated that could show that the budget is used up.
        await head.UntilRun(first, RunState.Stopped);
        Assert.Equal("The budget of device hours is used up.", head.Record.Reader.Run(first)!.Reason);
    }

    [Fact]
    public async Task An_end_that_is_told_only_after_its_run_was_asked_for_again_ends_nothing()
    {
        _trainer.Gated = run => run.Trial == 1;
        _trainer.Instead = (_, reporter) =>
        {
            _trainer.Instead = null;
            reporter.Report(new EndedReport(RunState.Failed, "The loss became NaN.", 0, 0, FailureCause.Run));
        };
        await using TestHead head = await TestHead.Start(_home.Path, _trainer, slots: 1);
        string id = await head.Commands.Submit(FourTrials, "four.yaml");
        RunId failed = new(id, 0, 0, 0), holding = new(id, 1, 0, 0);
        await head.UntilRun(failed, RunState.Failed);
        await head.UntilRun(holding, RunState.Running);
        await head.Commands.Retry(id);
        ISweepGrain sweep = head.Services.GetRequiredService<IGrainFactory>().GetGrain<ISweepGrain>(id);
        await sweep.Committed(
            new RunCommit(failed, 1, [], null, new EndedReport(RunState.Failed, "The loss became NaN.", 0, 0, FailureCause.Run), false));

        _trainer.Gated = _ => false;
        await head.UntilSweep(id, SweepState.Finished);
        Assert.All(head.Record.Reader.Runs(new RunQuery(id)), run => Assert.Equal(RunState.Finished, run.State));
    }

    [Fact]
    public async Task A_run_that_goes_on_with_other_threads_counts_by_what_it_trains_then()
    {
        _trainer.Basis = "cpu2";
        _trainer.Value = (_, epoch) => epoch == 2 ? 0.01 : 0.3;
        await using TestHead head = await TestHead.Start(_home.Path, _trainer, slots: 1);
        string id = await head.Commands.Submit(
            "name: one\nmethod: grid\nparameters: {margin: {value: 1}}\nsiamese: {epochs: 3}",
            "one.yaml");
        RunId run = new(id, 0, 0, 0);
        _trainer.Release(run, 2);
        await head.Until(r => r.Run(run)?.Epoch == 2);
        await head.Commands.Pause(id);
        await head.UntilRun(run, RunState.Paused);
        _trainer.Basis = "cpu1";
        _trainer.Value = (_, _) => 0.4;
        _trainer.Gated = _ => false;
        await head.Commands.Resume(id);

        await head.UntilSweep(id, SweepState.Finished);
        Assert.Single(head.Record.Reader.Events(run: run), e => e.Kind == EventKinds.BegunAgain);
        Assert.Equal(Enumerable.Range(1, 12), head.Record.Reader.Losses(run).Select(l => l.Step));
        Assert.Equal([0.4, 0.4, 0.4], head.Record.Reader.Evaluations(run).Select(e => e.Value));
        Assert.Equal(0.4, Assert.Single(new Rankings(head.Record.Reader).Of(id).Trials).Value);
    }

    /// <summary>A worker without a sweep's images fails in moments and so is always the first to be free.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_worker_that_cannot_train_a_sweep_gets_no_more_of_its_runs_and_spends_none(bool itKnows)
    {
        ScriptedTrainer unfit = new()
        {
            Instead = (_, reporter) => reporter.Report(itKnows
                ? new EndedReport(RunState.Failed, "The ORL faces are not here.", 0, 0, FailureCause.Worker)
                : new StartedReport("other images", 0, 4)),
        };
        await using TestHead head = await TestHead.Start(_home.Path, _trainer, slots: 1);
        string id = await head.Commands.Submit(FourTrials, "four.yaml");
        await head.Until(r => r.Sweep(id)!.DatasetFingerprint is not null);
        await using TestHead worker = await TestHead.Start(_home.Path, unfit, slots: 2, head: false);
        await head.Until(r => r.Events(id).Any(e => e.Kind == EventKinds.WorkerRefused));
        _trainer.Gated = _ => false;

        await head.UntilSweep(id, SweepState.Finished);
        EventRow refused = Assert.Single(head.Record.Reader.Events(id), e => e.Kind == EventKinds.WorkerRefused);
        Assert.Contains(itKnows ? "The ORL faces are not here." : "fingerprint", refused.Detail, StringComparison.Ordinal);
        Assert.InRange(unfit.Attempts.Values.Sum(a => a.Count), 1, 2); // its two slots at most
        Assert.All(
            head.Record.Reader.Runs(new RunQuery(id)),
            run =>
            {
                Assert.Equal(RunState.Finished, run.State);
                Assert.StartsWith("head-", run.Silo, StringComparison.Ordinal);
            });
        Assert.Empty(
            await worker.Services.GetRequiredService<IGrainFactory>().GetGrain<IDevicePoolGrain>(0).Of(id) is { Leases: var leases }
                ? leases
                : []);
    }
}
