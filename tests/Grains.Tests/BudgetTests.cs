using SiameseSweep.Core;
using SiameseSweep.Core.Events;
using SiameseSweep.Core.Runs;
using SiameseSweep.Core.Store;
using SiameseSweep.TestKit;

namespace SiameseSweep.Grains.Tests;

public sealed class BudgetTests : IDisposable
{
    private const string UsedUp = "The budget of device hours is used up.";
    private const double SmallBudget = 0.001;

    // The reserve of 1.8 s per attempt that follows is ten times what ending one takes on a busy machine.
    private const double LargeBudget = 0.01;

    private readonly TemporaryDirectory _home = new();
    private readonly ScriptedTrainer _trainer = new();

    public void Dispose() => _home.Dispose();

    [Fact]
    public async Task Many_runs_at_once_and_one_after_the_other_stay_within_the_budget()
    {
        TimeSpan budget = TimeSpan.FromHours(LargeBudget);

        // Every third run trains until it is stopped, the others are over at once: starts, ends and the budget's end race.
        _trainer.Gated = run => run.Trial % 3 == 0;
        await using TestHead head = await TestHead.Start(_home.Path, _trainer, slots: 8);
        string id = await head.Commands.Submit(Endless(LargeBudget), "endless.yaml");

        await head.UntilSweep(id, SweepState.Finished);

        Assert.All(head.Record.Reader.Runs(new RunQuery(id)), r => Assert.True(r.State.IsFinal()));
        Assert.Contains(head.Record.Reader.Runs(new RunQuery(id, RunState.Stopped)), r => r.Reason == UsedUp);
        Assert.Contains(
            UsedUp,
            head.Record.Reader.Events(id).Last(e => e.Kind == EventKinds.SweepFinished).Detail,
            StringComparison.Ordinal);
        Assert.All(
            head.Record.Reader.Events(id).Where(e => e.Kind == EventKinds.RunStarted),
            start => Assert.True(DeviceTime(head.Record.Reader, id, start.At) < budget));
        Assert.InRange(DeviceTime(head.Record.Reader, id), 0.25 * budget, budget);
    }

    [Fact]
    public async Task The_budget_goes_on_where_it_was_when_the_head_is_killed_and_nothing_starts_once_it_is_used()
    {
        _trainer.Gated = run => run.Trial != 0;
        string id;
        await using (TestHead head = await TestHead.Start(_home.Path, _trainer, slots: 2))
        {
            id = await head.Commands.Submit(Endless(SmallBudget), "endless.yaml");
            await head.UntilRun(new RunId(id, 2, 0, 0), RunState.Running);
            await head.Kill();
        }

        ScriptedTrainer next = new() { Gated = _ => true };
        await using TestHead again = await TestHead.Start(_home.Path, next, slots: 2);
        await again.UntilSweep(id, SweepState.Finished);
        // The killed attempts count until they are found lost, which nothing can hurry; but nothing starts on what is not left.
        Assert.All(
            again.Record.Reader.Events(id).Where(e => e.Kind == EventKinds.RunStarted),
            start => Assert.True(DeviceTime(again.Record.Reader, id, start.At) < TimeSpan.FromHours(SmallBudget)));
        int trials = again.Record.Reader.Trials(id).Count;

        UserErrorException error = await Assert.ThrowsAsync<UserErrorException>(() =>
            again.Commands.Extend(id, runCap: 100_000, epochs: null));
        Assert.Contains("has used its budget of 0.001 device hours", error.Message, StringComparison.Ordinal);
        Assert.Equal((trials, SweepState.Finished), (again.Record.Reader.Trials(id).Count, again.Record.Reader.Sweep(id)!.State));
    }

    private static string Endless(double deviceHours) => FormattableString.Invariant($$$"""
        name: endless
        method: random
        parameters: {margin: {min: 0.5, max: 2.0}}
        siamese:
          epochs: 3
          budget:
            device_hours: {{{deviceHours}}}
        """);

    // From the record alone, added up anew: every attempt's start to whatever ended it.
    private static TimeSpan DeviceTime(IRecordReader record, string id, DateTimeOffset? until = null)
    {
        TimeSpan sum = TimeSpan.Zero;
        Dictionary<RunId, DateTimeOffset> running = [];
        foreach (EventRow row in record.Events(id).Where(e => e.RunId is not null && (until is null || e.At <= until)))
        {
            if (row.Kind == EventKinds.RunStarted)
            {
                running.Add(row.RunId!.Value, row.At);
            }
            else if (row.Kind.StartsWith("run_", StringComparison.Ordinal) && running.Remove(row.RunId!.Value, out DateTimeOffset from))
            {
                sum += row.At - from;
            }
        }

        Assert.True(until is not null || running.Count == 0);
        return running.Values.Aggregate(sum, (all, from) => all + (until!.Value - from));
    }
}
