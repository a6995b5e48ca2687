using SiameseSweep.Core.Events;
using SiameseSweep.Core.Metrics;
using SiameseSweep.Core.Runs;
using SiameseSweep.Core.Scheduling;
using SiameseSweep.Core.Statistics;
using SiameseSweep.Core.Store;
using SiameseSweep.Core.Sweeps;
using SiameseSweep.Core.Tests.Store;

namespace SiameseSweep.Core.Tests.Scheduling;

public sealed class SweepFromRecordTests
{
    [Fact]
    public async Task An_attempt_that_had_new_steps_before_the_head_died_is_not_fruitless_when_its_worker_dies_after()
    {
        await using RecordHome home = await WithReadableSweep();
        Attempt attempt = await home.Start();
        await attempt.Send(new LossReport(1, [0.5f, 0.4f]));

        SweepScheduler next = home.Load();
        ScheduledRun run = next.Find(attempt.Run)!;
        next.AttemptFailed(run, "The worker is gone.");

        Assert.Equal(0, run.AttemptsWithoutProgress);
    }

    [Fact]
    public async Task An_attempt_without_new_steps_stays_fruitless_whichever_head_counts()
    {
        await using RecordHome home = await WithReadableSweep();
        Attempt first = await home.Start();
        await first.Send(new LossReport(1, [0.5f, 0.4f]));
        await home.Store.Writer.SetRunState(first.Run, [RunState.Running], RunState.Queued, "The worker is gone.");
        Attempt second = await home.Start();
        await second.Send(new LossReport(1, [0.5f])); // again what is on record

        SweepScheduler next = home.Load();
        ScheduledRun run = next.Find(first.Run)!;
        next.AttemptFailed(run, "The worker is gone.");

        Assert.Equal(1, run.AttemptsWithoutProgress);
    }

    [Fact]
    public async Task An_attempt_that_no_worker_took_does_not_count_as_failed_whatever_its_reason_says()
    {
        await using RecordHome home = await WithReadableSweep();
        Attempt first = await home.Start();
        await home.Store.Writer.SetRunState(first.Run, [RunState.Running], RunState.Queued, "Nobody came.", QueueCause.NotStarted);
        await home.Start();

        Assert.Equal(0, home.Load().Find(first.Run)!.AttemptsWithoutProgress);
        Assert.Equal(
            """{"from":"running","attempt":1,"epoch":0,"step":0,"cause":"not_started","reason":"Nobody came."}""",
            Assert.Single(home.Store.Reader.Events(run: first.Run), e => e.Kind == EventKinds.RunQueued).Detail);
    }

    [Fact]
    public async Task An_attempt_in_a_heads_process_is_known_as_such_whatever_its_silo_is_called()
    {
        await using RecordHome home = await WithReadableSweep();
        await home.Store.Writer.StartAttempt(new NewAttempt(RecordHome.Run(), "t", "cpu", "office", 2, OnHead: true));

        Assert.True(home.Load().Find(RecordHome.Run())!.OnHead);
        Assert.Equal(
            """{"attempt":1,"device":"cpu","silo":"office","threads":2,"head":true}""",
            Assert.Single(home.Store.Reader.Events(run: RecordHome.Run()), e => e.Kind == EventKinds.RunStarted).Detail);
    }

    [Fact]
    public async Task A_run_that_the_pruner_ended_keeps_its_value_though_it_was_at_chance_before_it_learned()
    {
        await using RecordHome home = await WithReadableSweep();
        Attempt attempt = await home.Start();
        await attempt.Send(
            new EventReport(EventKinds.AtChance, "{}"),
            Value(9, 0.05),
            Verdict(prune: true),
            new EndedReport(RunState.Pruned, "Too slow.", 9, 9));

        Assert.Equal((0.05, 0.05), Values(home));
    }

    [Fact]
    public async Task A_run_that_ended_itself_as_hopeless_has_no_value_even_where_the_pruner_would_have_ended_it_too()
    {
        await using RecordHome home = await WithReadableSweep();
        Attempt attempt = await home.Start();
        await attempt.Send(
            Value(9, 0.05),
            new EventReport(EventKinds.Collapsed, "{}"),
            Verdict(prune: true),
            new EndedReport(RunState.Pruned, "Collapsed.", 9, 9, Hopeless: true));

        Assert.Equal((double.NaN, double.NaN), Values(home));
    }

    [Fact]
    public async Task In_a_record_from_before_reasons_were_kept_an_alarmed_run_that_no_pruner_ended_is_hopeless()
    {
        await using RecordHome home = await WithReadableSweep();
        Attempt attempt = await home.Start();
        await attempt.Send(
            Value(9, 0.05),
            new EventReport(EventKinds.Collapsed, "{}"),
            Verdict(prune: false),
            new EndedReport(RunState.Pruned, "Collapsed.", 9, 9));

        Assert.Equal((double.NaN, double.NaN), Values(home));
    }

    [Fact]
    public async Task An_alarmed_run_that_was_not_gone_on_with_because_its_trial_was_pruned_keeps_its_value()
    {
        await using RecordHome home = await WithReadableSweep();
        Attempt attempt = await home.Start();
        await attempt.Send(
            Value(9, 0.05),
            new EventReport(EventKinds.AtChance, "{}"),
            new EndedReport(RunState.Paused, "The sweep was paused.", 9, 9));
        await home.Store.Writer.SetRunState(attempt.Run, [RunState.Paused], RunState.Pruned, "Not started.");

        Assert.Equal((0.05, 0.05), Values(home));
    }

    [Fact]
    public async Task A_run_goes_on_where_its_state_lies_after_the_head_was_started_again()
    {
        await using RecordHome home = await WithReadableSweep();
        await home.Store.Writer.AddTrial(new NewTrial(RecordHome.Sweep, 1, new RunConfiguration(), "{}", [(RecordHome.Run(1), 7)]));
        Attempt attempt = await home.Start(RecordHome.Run(1));
        await home.Store.Writer.SetRunState(attempt.Run, [RunState.Running], RunState.Queued, "The head ended.");

        SweepScheduler next = home.Load();

        Assert.Equal(attempt.Run, next.Next("silo", "cpu")!.Run);
        Assert.Equal(RecordHome.Run(0), next.Next("silo", "cuda:0")!.Run);
    }

    [Fact]
    public async Task A_finished_run_is_gone_on_with_when_its_sweep_was_given_more_epochs_than_it_trained()
    {
        await using RecordHome home = await WithReadableSweep();
        Attempt attempt = await home.Start();
        await attempt.Send(Value(50, 0.2), new EndedReport(RunState.Finished, null, 50, 50));

        SweepScheduler next = home.Load();

        Assert.Empty(next.CutShort);
        next.Epochs = 50;
        Assert.Empty(next.CutShort);
        next.Epochs = 51;
        Assert.Equal([attempt.Run], next.CutShort.Select(r => r.Run));
        next.State = SweepState.Paused;
        Assert.Empty(next.CutShort);
    }

    private static EvaluationReport Value(int epoch, double eer) =>
        new(epoch, epoch, new() { ["validation.eer"] = eer }, 1, false, null, null);

    private static EventReport Verdict(bool prune) =>
        new(EventKinds.PruneDecision, $$"""{"band":9,"prune":{{(prune ? "true" : "false")}}}""");

    /// <summary>The only trial's, to the ranking and to the search.</summary>
    private static (double Ranked, double Searched) Values(RecordHome home) =>
        (new Rankings(home.Store.Reader).Of(RecordHome.Sweep).Trials[0].Value, home.Load().Trials[0].Value(new MetricSpec()));

    private static async Task<RecordHome> WithReadableSweep()
    {
        RecordHome home = new();
        await home.Store.Writer.CreateSweep(
            RecordHome.Sweep, RecordHome.Definition() with { Yaml = "method: random\nparameters: {margin: {min: 0.5, max: 2.0}}\n" });
        await home.Store.Writer.AddTrial(new NewTrial(RecordHome.Sweep, 0, new RunConfiguration(), "{}", [(RecordHome.Run(), 7)]));
        return home;
    }
}
