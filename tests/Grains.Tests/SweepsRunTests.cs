using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using SiameseSweep.Core;
using SiameseSweep.Core.Events;
using SiameseSweep.Core.Runs;
using SiameseSweep.Core.Store;
using SiameseSweep.Grains.Runs;
using SiameseSweep.TestKit;
using SiameseSweep.Training.Runs;

namespace SiameseSweep.Grains.Tests;

public sealed class SweepsRunTests : IDisposable
{
    private const string FourTrials = """
        name: four
        method: grid
        parameters: {margin: {values: [0.5, 1.0, 1.5, 2.0]}}
        siamese: {epochs: 3}
        """;

    private readonly TemporaryDirectory _home = new();
    private readonly ScriptedTrainer _trainer = new();

    public void Dispose() => _home.Dispose();

    [Fact]
    public async Task A_sweep_runs_to_its_end_with_every_step_on_record()
    {
        await using TestHead head = await TestHead.Start(_home.Path, _trainer);
        string id = await head.Commands.Submit(FourTrials, "four.yaml");
        await head.UntilSweep(id, SweepState.Finished);
        Assert.StartsWith("four-", id, StringComparison.Ordinal);
        Assert.Equal(4, head.Record.Reader.Trials(id).Count);
        Assert.All(head.Record.Reader.Runs(new RunQuery(id)), run =>
        {
            Assert.Equal(RunState.Finished, run.State);
            Assert.Equal(1, run.Attempt);
            Assert.Equal(Enumerable.Range(1, 12), head.Record.Reader.Losses(run.RunId).Select(l => l.Step));
        });
    }

    [Fact]
    public async Task A_file_that_is_refused_is_refused_with_its_place()
    {
        await using TestHead head = await TestHead.Start(_home.Path, _trainer);
        UserErrorException error = await Assert.ThrowsAsync<UserErrorException>(() =>
            head.Commands.Submit("method: grid\nparameters: {margin: {value: -1}}", "bad.yaml"));
        Assert.StartsWith("bad.yaml:2:", error.Message, StringComparison.Ordinal);
        Assert.Empty(head.Record.Reader.Sweeps());
    }

    [Fact]
    public async Task A_pause_saves_the_runs_and_a_resume_goes_on_where_they_were()
    {
        _trainer.Gated = _ => true;
        await using TestHead head = await TestHead.Start(_home.Path, _trainer);
        string id = await head.Commands.Submit(FourTrials, "four.yaml");
        RunId first = new(id, 0, 0, 0);
        _trainer.Release(first, 1);
        await head.Until(r => r.Run(first)?.Epoch == 1);
        await head.Commands.Pause(id);
        await head.Until(r => r.Runs(new RunQuery(id)).Count(run => run.State == RunState.Paused) == 2);
        Assert.Equal(SweepState.Paused, head.Record.Reader.Sweep(id)!.State);
        _trainer.Gated = _ => false;
        await head.Commands.Resume(id);
        await head.UntilSweep(id, SweepState.Finished);
        Assert.Equal(2, head.Record.Reader.Run(first)!.Attempt);
        AssertWhole(head.Record, id, 4);
        Assert.Single(head.Record.Reader.Events(run: first), e => e.Kind == EventKinds.Resumed);
    }

    [Fact]
    public async Task A_stop_ends_what_runs_and_what_waits_and_keeps_what_is_recorded()
    {
        _trainer.Gated = _ => true;
        await using TestHead head = await TestHead.Start(_home.Path, _trainer, slots: 1);
        string id = await head.Commands.Submit(
            FourTrials.Replace("epochs: 3", "epochs: 3, replicates: 2", StringComparison.Ordinal),
            "four.yaml");
        RunId first = new(id, 0, 0, 0);
        _trainer.Release(first, 1);
        await head.Until(r => r.Run(first)?.Epoch == 1);
        await head.Commands.Stop(id);
        await head.Until(r => r.Runs(new RunQuery(id)).All(run => run.State == RunState.Stopped));
        Assert.Equal(SweepState.Stopped, head.Record.Reader.Sweep(id)!.State);
        Assert.Equal(4, head.Record.Reader.Losses(first).Count);
        UserErrorException error = await Assert.ThrowsAsync<UserErrorException>(() => head.Commands.Resume(id));
        Assert.Contains("only a paused sweep can be resumed", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_run_that_breaks_is_given_up_after_three_attempts_and_a_retry_trains_it()
    {
        _trainer.Instead = (_, _) => throw new InvalidOperationException("the disk of the worker is on fire");
        await using TestHead head = await TestHead.Start(_home.Path, _trainer);
        string id = await head.Commands.Submit(
            "name: one\nmethod: grid\nparameters: {margin: {value: 1}}\nsiamese: {epochs: 2}",
            "one.yaml");
        await head.UntilSweep(id, SweepState.Failed);
        RunRow run = Assert.Single(head.Record.Reader.Runs(new RunQuery(id)));
        Assert.Equal((RunState.Failed, 3), (run.State, run.Attempt));
        Assert.Contains("Given up after 3 attempts", run.Reason, StringComparison.Ordinal);
        Assert.Contains("on fire", run.Reason, StringComparison.Ordinal);
        _trainer.Instead = null;
        await head.Commands.Retry(id);
        await head.UntilSweep(id, SweepState.Finished);
        Assert.Equal(4, head.Record.Reader.Run(run.RunId)!.Attempt);
    }

    [Fact]
    public async Task A_pruned_first_run_frees_its_slot_and_its_trials_other_runs_are_not_started()
    {
        _trainer.Value = (run, epoch) => run.Trial == 0 ? 0.1 : 0.4;
        _trainer.Gated = run => run.Trial > 0;
        await using TestHead head = await TestHead.Start(_home.Path, _trainer, slots: 1);
        string id = await head.Commands.Submit("""
            name: pruned
            method: grid
            parameters: {margin: {values: [0.5, 1.0]}}
            early_terminate: {type: hyperband, min_iter: 1, eta: 3, strict: true}
            siamese: {epochs: 5, replicates: 2}
            """, "pruned.yaml");
        RunId second = new(id, 1, 0, 0);
        await head.UntilRun(second, RunState.Running);
        _trainer.Release(second, 1);
        await head.UntilSweep(id, SweepState.Finished);
        Assert.Equal(RunState.Pruned, head.Record.Reader.Run(second)!.State);
        RunRow other = head.Record.Reader.Run(second with { Replicate = 1 })!;
        Assert.Equal((RunState.Pruned, 0), (other.State, other.Attempt));
        Assert.Contains(head.Record.Reader.Events(run: second), e => e.Kind == EventKinds.PruneDecision);
    }

    [Fact]
    public async Task After_a_stop_of_the_process_the_next_one_goes_on_without_a_gap()
    {
        _trainer.Gated = _ => true;
        string id;
        RunId first;
        await using (TestHead head = await TestHead.Start(_home.Path, _trainer))
        {
            id = await head.Commands.Submit(FourTrials, "four.yaml");
            first = new RunId(id, 0, 0, 0);
            _trainer.Release(first, 2);
            await head.Until(r => r.Run(first)?.Epoch == 2);
            await head.Stop();
        }

        using (RecordReader reader = RecordReader.Open(new HomeDirectory(_home.Path)))
        {
            Assert.Equal(SweepState.Running, reader.Sweep(id)!.State);
            Assert.Equal(RunState.Queued, reader.Run(first)!.State);
        }

        _trainer.Gated = _ => false;
        await using TestHead next = await TestHead.Start(_home.Path, _trainer);
        await next.UntilSweep(id, SweepState.Finished);
        AssertWhole(next.Record, id, 4);
    }

    [Fact]
    public async Task After_a_kill_the_next_process_goes_on_and_repeats_no_finished_run()
    {
        _trainer.Gated = run => run.Trial >= 1;
        string id;
        await using (TestHead head = await TestHead.Start(_home.Path, _trainer))
        {
            id = await head.Commands.Submit(FourTrials, "four.yaml");
            await head.UntilRun(new RunId(id, 0, 0, 0), RunState.Finished);
            await head.UntilRun(new RunId(id, 2, 0, 0), RunState.Running);
            await head.Kill();
        }

        ScriptedTrainer next = new(); // the killed one's threads are still in it
        await using TestHead again = await TestHead.Start(_home.Path, next);
        await again.UntilSweep(id, SweepState.Finished);
        AssertWhole(again.Record, id, 4);
        Assert.DoesNotContain(new RunId(id, 0, 0, 0), next.Attempts.Keys);
        Assert.Equal([2], next.Attempts[new RunId(id, 1, 0, 0)]);
    }

    [Fact]
    public async Task A_worker_that_joins_later_gets_runs_and_when_it_leaves_they_go_on_elsewhere()
    {
        _trainer.Gated = _ => true;
        ScriptedTrainer other = new() { Gated = _ => true };
        await using TestHead head = await TestHead.Start(_home.Path, _trainer, slots: 1);
        string id = await head.Commands.Submit(FourTrials, "four.yaml");
        await head.UntilRun(new RunId(id, 0, 0, 0), RunState.Running);
        RunId second = new(id, 1, 0, 0);
        await using (TestHead worker = await TestHead.Start(_home.Path, other, slots: 1, head: false))
        {
            await head.UntilRun(second, RunState.Running);
            Assert.StartsWith("worker-", head.Record.Reader.Run(second)!.Silo, StringComparison.Ordinal);
            other.Release(second, 1);
            await head.Until(r => r.Run(second)!.Epoch == 1);
            Assert.Equal(2, (await head.Cluster.Silos()).Count(s => s.Alive));
            await worker.Stop();
        }

        await head.UntilRun(second, RunState.Queued);
        _trainer.Gated = _ => false;
        await head.UntilSweep(id, SweepState.Finished);
        Assert.StartsWith("head-", head.Record.Reader.Run(second)!.Silo, StringComparison.Ordinal);
        AssertWhole(head.Record, id, 4);
    }

    [Fact]
    public async Task A_worker_that_loses_its_device_ends_and_its_run_goes_on_elsewhere()
    {
        _trainer.Gated = _ => true;
        ScriptedTrainer poisoned = new()
        {
            Instead = (_, reporter) =>
            {
                reporter.Report(new EndedReport(RunState.Failed, "cuda:0 failed", 0, 0));
                throw new DeviceLostException("cuda:0 failed", new InvalidOperationException());
            },
        };
        await using TestHead head = await TestHead.Start(_home.Path, _trainer, slots: 1);
        string id = await head.Commands.Submit(FourTrials, "four.yaml");
        await head.UntilRun(new RunId(id, 0, 0, 0), RunState.Running);
        await using (TestHead worker = await TestHead.Start(_home.Path, poisoned, slots: 1, head: false))
        {
            TaskCompletionSource ends = new();
            using CancellationTokenRegistration asked = worker.Services.GetRequiredService<IHostApplicationLifetime>()
                .ApplicationStopping.Register(() => ends.TrySetResult());
            await ends.Task.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
            Assert.Equal("cuda:0 failed", worker.Services.GetRequiredService<WorkerAgent>().Lost);
            Assert.Equal([1], Assert.Single(poisoned.Attempts).Value); // and nothing else was started there
            await worker.Stop();
        }

        _trainer.Gated = _ => false;
        await head.UntilSweep(id, SweepState.Finished);
        Assert.StartsWith("head-", head.Record.Reader.Run(Assert.Single(poisoned.Attempts).Key)!.Silo, StringComparison.Ordinal);
        AssertWhole(head.Record, id, 4);
    }

    [Fact]
    public async Task A_process_that_lost_its_device_and_is_still_up_is_given_no_runs()
    {
        ScriptedTrainer poisoned = new()
        {
            Instead = (_, reporter) =>
            {
                reporter.Report(new EndedReport(RunState.Failed, "cuda:0 failed", 0, 0));
                throw new DeviceLostException("cuda:0 failed", new InvalidOperationException());
            },
        };
        await using TestHead head = await TestHead.Start(_home.Path, poisoned, slots: 1);
        TaskCompletionSource ends = new();
        using CancellationTokenRegistration asked = head.Services.GetRequiredService<IHostApplicationLifetime>()
            .ApplicationStopping.Register(() => ends.TrySetResult());
        string id = await head.Commands.Submit(FourTrials, "four.yaml");
        await ends.Task.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
        await Task.Delay(TimeSpan.FromSeconds(1), TestContext.Current.CancellationToken); // it says so when it renews, five times a second
        int attempts = Attempts();
        await Task.Delay(TimeSpan.FromSeconds(5), TestContext.Current.CancellationToken); // two looks, each of which would try again
        Assert.Equal(attempts, Attempts());
        Assert.Equal("cuda:0 failed", head.Services.GetRequiredService<WorkerAgent>().Lost);

        int Attempts() => head.Record.Reader.Events(id).Count(e => e.Kind == EventKinds.RunStarted);
    }

    private static void AssertWhole(RecordStore record, string id, int trials)
    {
        IReadOnlyList<RunRow> runs = record.Reader.Runs(new RunQuery(id));
        Assert.Equal(trials, runs.Count);
        Assert.All(runs, run =>
        {
            Assert.Equal(RunState.Finished, run.State);
            Assert.Equal(Enumerable.Range(1, 12), record.Reader.Losses(run.RunId).Select(l => l.Step));
        });
    }
}
