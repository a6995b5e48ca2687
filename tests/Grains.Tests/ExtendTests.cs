using SiameseSweep.Core;
using SiameseSweep.Core.Events;
using SiameseSweep.Core.Runs;
using SiameseSweep.Core.Store;
using SiameseSweep.TestKit;

namespace SiameseSweep.Grains.Tests;

/// <summary>An extension that nothing would come of is refused, and leaves the sweep as it was.</summary>
public sealed class ExtendTests : IDisposable
{
    private const string TwoTrials = "name: two\nmethod: grid\nparameters: {margin: {values: [0.5, 1.0]}}\nsiamese: {epochs: 2}";

    private readonly TemporaryDirectory _home = new();
    private readonly ScriptedTrainer _trainer = new();

    public void Dispose() => _home.Dispose();

    [Fact]
    public async Task A_grid_that_is_done_has_no_more_trials_to_give()
    {
        await using TestHead head = await TestHead.Start(_home.Path, _trainer);
        string id = await head.Commands.Submit(TwoTrials, "two.yaml");
        await head.UntilSweep(id, SweepState.Finished);

        await IsRefused(head, id, "has tried all 2 combinations", runCap: 9, epochs: null);

        await head.Commands.Extend(id, runCap: 9, epochs: 3); // the epochs are more, at least
        await head.Until(r => r.Runs(new RunQuery(id)).All(run => run is { State: RunState.Finished, Epoch: 3 }));
    }

    [Fact]
    public async Task More_epochs_are_for_runs_that_finished_and_a_stopped_sweep_may_have_none()
    {
        _trainer.Gated = _ => true;
        await using TestHead head = await TestHead.Start(_home.Path, _trainer);
        string id = await head.Commands.Submit(TwoTrials, "two.yaml");
        await head.Until(r => r.Runs(new RunQuery(id)).Count(run => run.State == RunState.Running) == 2);
        await head.Commands.Stop(id);
        await head.Until(r => r.Runs(new RunQuery(id)).All(run => run.State == RunState.Stopped));

        await IsRefused(head, id, "3 epochs change nothing", runCap: null, epochs: 3);
    }

    [Fact]
    public async Task A_stopped_sweep_goes_on_with_the_trials_that_it_has_not_tried()
    {
        _trainer.Gated = run => run.Trial == 0;
        await using TestHead head = await TestHead.Start(_home.Path, _trainer, slots: 1);
        string id = await head.Commands.Submit(TwoTrials, "two.yaml");
        await head.UntilRun(new RunId(id, 0, 0, 0), RunState.Running);
        await head.Commands.Stop(id);
        await head.UntilRun(new RunId(id, 0, 0, 0), RunState.Stopped);

        await head.Commands.Extend(id, runCap: null, epochs: 3);

        await head.UntilSweep(id, SweepState.Finished);
        Assert.Equal(3, head.Record.Reader.Run(new RunId(id, 1, 0, 0))!.Epoch);
    }

    [Fact]
    public async Task Runs_whose_rate_depends_on_the_epochs_are_extended_only_by_beginning_again()
    {
        _trainer.Basis = "cpu1e2";
        await using TestHead head = await TestHead.Start(_home.Path, _trainer);
        string cosine = TwoTrials.Replace("{margin", "{schedule: {value: cosine}, margin", StringComparison.Ordinal);
        string id = await head.Commands.Submit(cosine, "two.yaml");
        await head.UntilSweep(id, SweepState.Finished);

        await IsRefused(head, id, "give --restart", runCap: null, epochs: 3);
        Assert.DoesNotContain(head.Record.Reader.Events(id), e => e.Kind == EventKinds.BegunAgain);

        _trainer.Basis = "cpu1e3";
        await head.Commands.Extend(id, runCap: null, epochs: 3, restart: true);
        await head.Until(r => r.Runs(new RunQuery(id)).All(run => run is { State: RunState.Finished, Epoch: 3 }));
        Assert.All(
            head.Record.Reader.Runs(new RunQuery(id)),
            run =>
            {
                Assert.Single(head.Record.Reader.Events(run: run.RunId), e => e.Kind == EventKinds.BegunAgain);
                Assert.Equal(Enumerable.Range(1, 12), head.Record.Reader.Losses(run.RunId).Select(l => l.Step));
            });
    }

    private static async Task IsRefused(TestHead head, string id, string says, int? runCap, int? epochs)
    {
        SweepRow before = head.Record.Reader.Sweep(id)!;
        int events = head.Record.Reader.Events(id).Count;

        UserErrorException error = await Assert.ThrowsAsync<UserErrorException>(() => head.Commands.Extend(id, runCap, epochs));

        Assert.Contains(says, error.Message, StringComparison.Ordinal);
        Assert.Equal(before, head.Record.Reader.Sweep(id));
        Assert.Equal(events, head.Record.Reader.Events(id).Count);
    }
}
