using SiameseSweep.Core.Events;
using SiameseSweep.Core.LearningRates;
using SiameseSweep.Core.Runs;
using SiameseSweep.Core.Scheduling;
using SiameseSweep.Core.Scheduling.FromRecord;
using SiameseSweep.Core.Store;
using SiameseSweep.Core.Sweeps;

namespace SiameseSweep.Core.Tests.Scheduling;

/// <summary>The rules that need nothing of a sweep but what they are told: attempts, commands, ids, the budget.</summary>
public sealed class SchedulingRulesTests
{
    [Theory]
    [InlineData(SweepState.Running, RunState.Queued)]
    [InlineData(SweepState.Paused, RunState.Paused)]
    [InlineData(SweepState.Stopped, RunState.Stopped)]
    public void A_run_that_left_with_its_state_saved_waits_for_a_slot_or_for_the_user(SweepState sweep, RunState expected) =>
        Assert.Equal(expected, AttemptRules.AfterPause(sweep, null).State);

    [Theory]
    [InlineData("ORL losses (v2)!", "orl-losses-v2-00af")]
    [InlineData("___", "sweep-00af")]
    public void Ids_are_safe_as_file_names(string name, string id) => Assert.Equal(id, SweepIds.Make(name, 0xaf));

    [Fact]
    public void Device_time_is_added_up_over_attempts()
    {
        DateTimeOffset start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
        RunId run = new("s", 0, 0, 0);
        EventRow Row(int minute, string kind) => new(minute, start.AddMinutes(minute), "s", run, kind, "{}");
        EventRow[] events =
        [
            Row(0, EventKinds.RunStarted),
            Row(10, EventKinds.RunPaused),
            Row(10, EventKinds.RunQueued),
            Row(30, EventKinds.RunStarted),
        ];

        Assert.Equal(TimeSpan.FromMinutes(15), RecordedDeviceTime.Of(events).Until(start.AddMinutes(35)));
        DeviceBudget budget = BudgetFromRecord.Read(events, TimeSpan.FromMinutes(20));
        Assert.False(budget.IsUsed(start.AddMinutes(39)));
        Assert.True(budget.IsUsed(start.AddMinutes(40)));
    }

    [Fact]
    public void A_budget_keeps_for_every_running_attempt_the_time_it_takes_to_end()
    {
        DateTimeOffset start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
        DeviceBudget budget = new(TimeSpan.FromSeconds(100)); // a reserve of 2 s each
        Assert.Null(budget.UntilUsed(start));
        budget.Started(new RunId("s", 0, 0, 0), start);
        budget.Started(new RunId("s", 1, 0, 0), start);
        Assert.Equal(TimeSpan.FromSeconds(48), budget.UntilUsed(start));
        Assert.True(budget.HasRoom(start.AddSeconds(46.9)));
        Assert.False(budget.HasRoom(start.AddSeconds(47))); // 94 s used, a third one would need 6 s of reserve
        Assert.False(budget.IsUsed(start.AddSeconds(47.9)));
        Assert.True(budget.IsUsed(start.AddSeconds(48)));
        Assert.Equal(TimeSpan.Zero, budget.UntilUsed(start.AddSeconds(60)));
        budget.Ended(new RunId("s", 0, 0, 0), start.AddSeconds(48));
        Assert.Equal(TimeSpan.FromSeconds(2), budget.UntilUsed(start.AddSeconds(48)));
    }

    [Fact]
    public void A_small_budget_is_not_eaten_by_reserves()
    {
        DateTimeOffset start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
        DeviceBudget budget = new(TimeSpan.FromSeconds(4));
        Assert.True(budget.HasRoom(start));
        budget.Started(new RunId("s", 0, 0, 0), start);
        Assert.Equal(TimeSpan.FromSeconds(3.8), budget.UntilUsed(start));
    }

    [Fact]
    public void Mishaps_are_counted_from_events_as_they_were_when_they_happened()
    {
        int id = 0;
        EventRow Row(string kind, int step, string? reason = null) =>
            new(id++, default, "s", null, kind, $$"""{"step":{{step}},"reason":{{(reason is null ? "null" : $"\"{reason}\"")}}}""");
        Assert.Equal(
            2,
            AttemptsFromRecord.Read([Row(EventKinds.RunQueued, 4), Row(EventKinds.RunQueued, 4), Row(EventKinds.RunQueued, 4)])
                .WithoutProgress);
        Assert.Equal(0, AttemptsFromRecord.Read([Row(EventKinds.RunPaused, 0), Row(EventKinds.RunQueued, 0)])
                .WithoutProgress);
        Assert.Equal(0, AttemptsFromRecord.Read([Row(EventKinds.RunQueued, 0, "Not started: busy")]).WithoutProgress);
        Assert.Equal(
            0,
            AttemptsFromRecord.Read([Row(EventKinds.RunQueued, 0), Row(EventKinds.RunFailed, 0), Row(EventKinds.RunQueued, 0)])
                .WithoutProgress);
    }

    [Fact]
    public void Commands_that_make_no_sense_are_refused_with_a_sentence()
    {
        Assert.Contains("is finished", CommandRules.Pause("s", SweepState.Finished), StringComparison.Ordinal);
        Assert.Contains("is stopped", CommandRules.Resume("s", SweepState.Stopped), StringComparison.Ordinal);
        Assert.Contains("nothing to stop", CommandRules.Stop("s", SweepState.Finished), StringComparison.Ordinal);
        Assert.Contains("no failed run", CommandRules.Retry("s", 0), StringComparison.Ordinal);
        Assert.Contains("has 5 trials already", Extend(5, null), StringComparison.Ordinal);
        Assert.Contains("trains 50 epochs already", Extend(null, 50), StringComparison.Ordinal);
        Assert.Contains("--run-cap N", Extend(null, null), StringComparison.Ordinal);
        Assert.Contains("stop it before", CommandRules.Delete("s", SweepState.Running, 0), StringComparison.Ordinal);
        Assert.Contains("has tried all 5 combinations", Extend(6, null, anotherTrial: false), StringComparison.Ordinal);
        Assert.Contains("51 epochs change nothing", Extend(null, 51, anotherTrial: false, longerRun: false), StringComparison.Ordinal);
        Assert.Contains("51 epochs change nothing", Extend(6, 51, anotherTrial: false, longerRun: false), StringComparison.Ordinal);
        Assert.Null(Extend(6, null, longerRun: false));
        Assert.Null(Extend(null, 51, anotherTrial: false));
        Assert.Null(Extend(null, 51, longerRun: false)); // the trials to come train them
        Assert.Null(Extend(6, 51));
        Assert.Contains("has used its budget of 0.5 device hours", CommandRules.Budget("s", 0.5, true), StringComparison.Ordinal);
        Assert.Null(CommandRules.Budget("s", 0.5, false));

        Assert.Contains("give --restart", Extend(null, 51, mustRestart: true), StringComparison.Ordinal);
        Assert.Contains("give --restart", Extend(6, 51, mustRestart: true), StringComparison.Ordinal);
        Assert.Null(Extend(null, 51, restart: true, mustRestart: true));
        Assert.Null(Extend(null, 51, restart: true));
        Assert.Null(Extend(6, null, mustRestart: true));
        Assert.Contains("--epochs N", Extend(6, null, restart: true), StringComparison.Ordinal);

        static string? Extend(
            int? runCap, int? epochs, bool anotherTrial = true, bool longerRun = true, bool restart = false, bool mustRestart = false) =>
            CommandRules.Extend("s", 5, 50, runCap, epochs, anotherTrial, longerRun, restart, mustRestart);
    }

    [Theory]
    [InlineData(ScheduleKind.Constant, RunState.Finished, 1, false)]
    [InlineData(ScheduleKind.Cosine, RunState.Finished, 1, true)]
    [InlineData(ScheduleKind.OneCycle, RunState.Paused, 1, true)]
    [InlineData(ScheduleKind.Cosine, RunState.Queued, 1, true)]
    [InlineData(ScheduleKind.Cosine, RunState.Queued, 0, false)]
    [InlineData(ScheduleKind.Cosine, RunState.Pruned, 1, false)]
    public void More_epochs_make_runs_begin_again_that_have_begun_with_a_schedule_that_depends_on_them(
        ScheduleKind schedule, RunState state, int attempt, bool expected) =>
        Assert.Equal(
            expected,
            new ScheduledTrial(
                0,
                new RunConfiguration { Schedule = schedule },
                [new ScheduledRun(new RunId("s", 0, 0, 0)) { State = state, Attempt = attempt }]).MustRestartForMoreEpochs);

}
