using SiameseSweep.Core.Events;
using SiameseSweep.Core.Runs;
using SiameseSweep.Core.Statistics;
using SiameseSweep.Core.Store;
using SiameseSweep.Core.Sweeps;
using SiameseSweep.TestKit;

namespace SiameseSweep.Grains.Tests;

/// <summary>After the search the winner is trained again, once, whatever happens on the way.</summary>
public sealed class RefitTests
{
    private const string Two = """
        name: again
        method: grid
        run_cap: 2
        parameters: {margin: {values: [0.5, 1.0, 1.5]}}
        siamese: {epochs: 3, replicates: 2, refit: true}
        """;

    private static int Stride => WholeSuite.IsRequested ? 1 : 5;

    [Fact]
    public async Task The_winner_is_trained_again_after_the_search_and_a_new_winner_after_an_extension()
    {
        using TemporaryDirectory home = new();
        using RefitTrainer trainer = new();
        await using TestHead head = await TestHead.Start(home.Path, trainer);
        string id = await head.Commands.Submit(Two, "again.yaml");
        await head.UntilSweep(id, SweepState.Finished);
        AssertRefitted(head.Record.Reader, id);

        await head.Commands.Extend(id, runCap: 3, epochs: null);
        await head.Until(r => r.Sweep(id)!.State == SweepState.Finished && r.CountTrials(id) == 5);
        Assert.Equal(
            [null, null, 1, null, 3],
            head.Record.Reader.Trials(id).Select(t => t.Refit?.Winner)); // the older one stays
        Assert.Equal(
            [0.5, 1.0, 1.0, 1.5, 1.5],
            head.Record.Reader.Trials(id).Select(t => TrialParameters.FromJson(t.Parameters).Margin!.Value));
        Assert.Equal(4, new Rankings(head.Record.Reader).Of(id).Refit!.Result.Trial);
    }

    [Fact]
    public async Task More_epochs_that_change_nothing_about_the_winner_make_no_new_refit()
    {
        using TemporaryDirectory home = new();
        using RefitTrainer trainer = new();
        await using TestHead head = await TestHead.Start(home.Path, trainer);
        string id = await head.Commands.Submit(Two, "again.yaml");
        await head.UntilSweep(id, SweepState.Finished);
        await head.Commands.Extend(id, runCap: null, epochs: 4);
        await head.Until(r =>
            r.Sweep(id)!.State == SweepState.Finished && r.Runs(new RunQuery(id)).Count(run => run.Epoch == 4) == 4);
        AssertRefitted(head.Record.Reader, id);
    }

    [Fact]
    public async Task A_refit_is_paused_resumed_and_stopped_like_any_run_and_made_anew_when_the_sweep_goes_on()
    {
        using TemporaryDirectory home = new();
        using RefitTrainer trainer = new() { HoldsRefits = true };
        await using TestHead head = await TestHead.Start(home.Path, trainer);
        string id = await head.Commands.Submit(Two, "again.yaml");
        RunId refit = new(id, 2, 0, 0);
        await head.UntilRun(refit, RunState.Running);
        await head.Commands.Pause(id);
        await head.UntilRun(refit, RunState.Paused);
        await head.Commands.Resume(id);
        await head.Until(r => r.Run(refit) is { State: RunState.Running, Attempt: > 1 });
        await head.Commands.Stop(id);
        await head.Until(r => r.Runs(new RunQuery(id)).Where(run => run.RunId.Trial == 2).All(run => run.State == RunState.Stopped));
        Assert.Equal(SweepState.Stopped, head.Record.Reader.Sweep(id)!.State);

        trainer.HoldsRefits = false;
        await head.Commands.Extend(id, runCap: null, epochs: 4);
        await head.UntilSweep(id, SweepState.Finished);
        Assert.Equal([null, null, 1, 1], head.Record.Reader.Trials(id).Select(t => t.Refit?.Winner));
    }

    [Fact]
    public async Task Where_everything_failed_nothing_is_trained_again_and_the_event_says_so()
    {
        using TemporaryDirectory home = new();
        using RefitTrainer trainer = new() { Fails = true };
        await using TestHead head = await TestHead.Start(home.Path, trainer);
        string id = await head.Commands.Submit(Two, "again.yaml");
        await head.UntilSweep(id, SweepState.Failed);
        Assert.Equal(2, head.Record.Reader.CountTrials(id));
        EventRow failed = Assert.Single(head.Record.Reader.Events(id), e => e.Kind == EventKinds.SweepFailed);
        Assert.Contains("none is trained again", failed.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_head_that_dies_between_any_two_writes_leaves_one_refit()
    {
        for (int writes = 3; await DiesIn(writes); writes += Stride)
        {
        }

        static async Task<bool> DiesIn(int writes)
        {
            using TemporaryDirectory home = new();
            using RefitTrainer trainer = new();
            MortalWriter writer = null!;
            await using (
                TestHead head = await TestHead.Start(home.Path, trainer, slots: 1, writer: record => writer = new MortalWriter(record)))
            {
                writer.DieAfter(writes);
                Task<string> submitted = head.Commands.Submit(Two, "again.yaml");
                Task finished = head.Until(r => r.Sweeps().Any(s => s.State == SweepState.Finished));
                if (await Task.WhenAny(finished, writer.Died) == finished)
                {
                    AssertRefitted(head.Record.Reader, await submitted);
                    return false;
                }

                await head.Kill();
            }

            trainer.Dispose();
            using RefitTrainer next = new();
            await using TestHead again = await TestHead.Start(home.Path, next, slots: 1);
            string id = again.Record.Reader.Sweeps().Single().SweepId;
            await again.UntilSweep(id, SweepState.Finished);
            AssertRefitted(again.Record.Reader, id);
            return true;
        }
    }

    private static void AssertRefitted(IRecordReader record, string id)
    {
        Assert.Equal([null, null, new RefitTerms(1, 1.5)], record.Trials(id).Select(t => t.Refit));
        Assert.Equal(2, TrialParameters.FromJson(record.Trial(id, 2)!.Parameters).Epochs); // of the best epochs 1 and 2
        Assert.Equal(
            [(0, RunState.Finished, 2), (1, RunState.Finished, 2)],
            record.Runs(new RunQuery(id)).Where(r => r.RunId.Trial == 2).Select(r => (r.RunId.Replicate, r.State, r.Epoch)));
        Assert.Equal(3, record.Events(id).Count(e => e.Kind == EventKinds.TrialProposed));
        Ranking ranking = new Rankings(record).Of(id);
        Assert.Equal([1, 0], ranking.Trials.Select(t => t.Trial));
        Assert.Equal(2, ranking.ChosenRun!.Value.Trial);
        Assert.Equal(1, ranking.BestRun!.Value.Trial);
    }
}
