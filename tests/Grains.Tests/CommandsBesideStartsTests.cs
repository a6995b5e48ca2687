using SiameseSweep.Core;
using SiameseSweep.Core.Events;
using SiameseSweep.Core.Runs;
using SiameseSweep.Core.Store;
using SiameseSweep.TestKit;

namespace SiameseSweep.Grains.Tests;

/// <summary>
/// Runs start by the hundred while commands come: what was on its way is on record before the command, and nothing after it.
/// </summary>
public sealed class CommandsBesideStartsTests : IDisposable
{
    private const string Many = """
        name: many
        method: random
        run_cap: 400
        parameters: {margin: {min: 0.5, max: 2.0}}
        siamese: {epochs: 1}
        """;

    private readonly TemporaryDirectory _home = new();
    private readonly ScriptedTrainer _trainer = new();

    public void Dispose() => _home.Dispose();

    [Fact]
    public async Task Pauses_at_any_moment_hold_everything_and_lose_no_run()
    {
        await using TestHead head = await TestHead.Start(_home.Path, _trainer, slots: 8);
        string id = await head.Commands.Submit(Many, "many.yaml");
        int pauses = 0;
        for (; head.Record.Reader.Sweep(id)!.State != SweepState.Finished; pauses++)
        {
            try
            {
                await head.Commands.Pause(id);
            }
            catch (UserErrorException)
            {
                break; // finished meanwhile
            }

            await head.Until(r => r.CountRuns(new RunQuery(id, RunState.Running)) == 0);
            await head.Commands.Resume(id);
        }

        await head.UntilSweep(id, SweepState.Finished);
        Assert.True(pauses > 3, $"{pauses} pauses");
        AssertNothingStarts(head.Record.Reader.Events(id), EventKinds.SweepPaused, EventKinds.SweepRunning);
        Assert.Equal(Enumerable.Range(0, 400), head.Record.Reader.Trials(id).Select(t => t.Trial));
        ILookup<RunId, EventRow> starts = head.Record.Reader.Events(id)
            .Where(e => e.Kind == EventKinds.RunStarted)
            .ToLookup(e => e.RunId!.Value);
        Assert.All(
            head.Record.Reader.Runs(new RunQuery(id)),
            run =>
            {
                Assert.Equal((RunState.Finished, run.Attempt), (run.State, starts[run.RunId].Count()));
                Assert.Equal(Enumerable.Range(1, 4), head.Record.Reader.Losses(run.RunId).Select(l => l.Step));
            });
    }

    [Fact]
    public async Task A_stop_at_any_moment_ends_everything()
    {
        await using TestHead head = await TestHead.Start(_home.Path, _trainer, slots: 8);
        foreach (int trials in new[] { 1, 20, 90 })
        {
            string id = await head.Commands.Submit(Many, "many.yaml");
            await head.Until(r => r.Trials(id).Count >= trials);
            await head.Commands.Stop(id);
            await head.Until(r => r.Runs(new RunQuery(id)).All(run => run.State.IsFinal()));
            Assert.Equal(SweepState.Stopped, head.Record.Reader.Sweep(id)!.State);
            AssertNothingStarts(head.Record.Reader.Events(id), EventKinds.SweepStopped, until: null);
            Assert.InRange(head.Record.Reader.Trials(id).Count, trials, 399);
        }
    }

    private static void AssertNothingStarts(IReadOnlyList<EventRow> events, string from, string? until)
    {
        bool held = false;
        foreach (EventRow row in events)
        {
            held = row.Kind == from || (held && row.Kind != until);
            Assert.False(held && row.Kind is (EventKinds.RunStarted or EventKinds.TrialProposed), $"{row.Kind} {row.RunId} after {from}");
        }
    }
}
