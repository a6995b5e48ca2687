using SiameseSweep.Core.Metrics;
using SiameseSweep.Core.Runs;
using SiameseSweep.Core.Scheduling;
using SiameseSweep.Core.Store;
using SiameseSweep.Core.Sweeps;
using SiameseSweep.Core.Tests.Store;

namespace SiameseSweep.Core.Tests.Scheduling;

public sealed class RecordedSweepTests
{
    [Fact]
    public async Task An_attempt_that_had_new_steps_before_the_head_died_is_not_fruitless_when_its_worker_dies_after()
    {
        await using RecordHome home = await WithReadableSweep();
        Attempt attempt = await home.Start();
        await attempt.Send(new LossReport(1, [0.5f, 0.4f]));

        SweepProgress next = RecordedSweep.Load(home.Store, RecordHome.Sweep)!;
        RunProgress run = next.Find(attempt.Run)!;
        next.Mishap(run, "The worker is gone.");

        Assert.Equal(0, run.FruitlessAttempts);
    }

    [Fact]
    public async Task An_attempt_without_new_steps_stays_fruitless_whichever_head_counts()
    {
        await using RecordHome home = await WithReadableSweep();
        Attempt first = await home.Start();
        await first.Send(new LossReport(1, [0.5f, 0.4f]));
        await home.Store.SetRunState(first.Run, [RunState.Running], RunState.Queued, "The worker is gone.");
        Attempt second = await home.Start();
        await second.Send(new LossReport(1, [0.5f])); // again what is on record

        SweepProgress next = RecordedSweep.Load(home.Store, RecordHome.Sweep)!;
        RunProgress run = next.Find(first.Run)!;
        next.Mishap(run, "The worker is gone.");

        Assert.Equal(1, run.FruitlessAttempts);
    }

    [Fact]
    public async Task A_run_that_the_pruner_ended_keeps_its_value_though_it_was_at_chance_before_it_learned()
    {
        await using RecordHome home = await WithReadableSweep();
        Attempt attempt = await home.Start();
        await attempt.Send(new EventReport(EventKinds.AtChance, "{}"), Value(9, 0.05), Verdict(prune: true), new EndedReport(RunState.Pruned, "Too slow.", 9, 9));

        Assert.Equal((0.05, 0.05), Values(home));
    }

    [Fact]
    public async Task A_run_that_ended_itself_as_hopeless_has_no_value_even_where_the_pruner_would_have_ended_it_too()
    {
        await using RecordHome home = await WithReadableSweep();
        Attempt attempt = await home.Start();
        await attempt.Send(
            Value(9, 0.05), new EventReport(EventKinds.Collapsed, "{}"), Verdict(prune: true), new EndedReport(RunState.Pruned, "Collapsed.", 9, 9, Hopeless: true));

        Assert.Equal((double.NaN, double.NaN), Values(home));
    }

    [Fact]
    public async Task In_a_record_from_before_reasons_were_kept_an_alarmed_run_that_no_pruner_ended_is_hopeless()
    {
        await using RecordHome home = await WithReadableSweep();
        Attempt attempt = await home.Start();
        await attempt.Send(
            Value(9, 0.05), new EventReport(EventKinds.Collapsed, "{}"), Verdict(prune: false), new EndedReport(RunState.Pruned, "Collapsed.", 9, 9));

        Assert.Equal((double.NaN, double.NaN), Values(home));
    }

    [Fact]
    public async Task An_alarmed_run_that_was_not_gone_on_with_because_its_trial_was_pruned_keeps_its_value()
    {
        await using RecordHome home = await WithReadableSweep();
        Attempt attempt = await home.Start();
        await attempt.Send(Value(9, 0.05), new EventReport(EventKinds.AtChance, "{}"), new EndedReport(RunState.Paused, "The sweep was paused.", 9, 9));
        await home.Store.SetRunState(attempt.Run, [RunState.Paused], RunState.Pruned, "Not started.");

        Assert.Equal((0.05, 0.05), Values(home));
    }

    [Fact]
    public async Task A_run_goes_on_where_its_state_lies_after_the_head_was_started_again()
    {
        await using RecordHome home = await WithReadableSweep();
        await home.Store.AddTrial(new NewTrial(RecordHome.Sweep, 1, new RunConfiguration(), "{}", [(RecordHome.Run(1), 7)]));
        Attempt attempt = await home.Start(RecordHome.Run(1));
        await home.Store.SetRunState(attempt.Run, [RunState.Running], RunState.Queued, "The head ended.");

        SweepProgress next = RecordedSweep.Load(home.Store, RecordHome.Sweep)!;

        Assert.Equal(attempt.Run, next.Next("silo", "cpu")!.Run);
        Assert.Equal(RecordHome.Run(0), next.Next("silo", "cuda:0")!.Run);
    }

    [Fact]
    public async Task A_finished_run_is_gone_on_with_when_its_sweep_was_given_more_epochs_than_it_trained()
    {
        await using RecordHome home = await WithReadableSweep();
        Attempt attempt = await home.Start();
        await attempt.Send(Value(50, 0.2), new EndedReport(RunState.Finished, null, 50, 50));

        SweepProgress next = RecordedSweep.Load(home.Store, RecordHome.Sweep)!;

        Assert.Empty(next.CutShort);
        next.Epochs = 50;
        Assert.Empty(next.CutShort);
        next.Epochs = 51;
        Assert.Equal([attempt.Run], next.CutShort.Select(r => r.Run));
        next.State = SweepState.Paused;
        Assert.Empty(next.CutShort);
    }

    private static EvaluationReport Value(int epoch, double eer) => new(epoch, epoch, new() { ["validation.eer"] = eer }, 1, false, null, null);

    private static EventReport Verdict(bool prune) => new(EventKinds.PruneDecision, $$"""{"band":9,"prune":{{(prune ? "true" : "false")}}}""");

    /// <summary>The only trial's, to the ranking and to the search.</summary>
    private static (double Ranked, double Searched) Values(RecordHome home) =>
        (home.Store.Ranking(RecordHome.Sweep).Trials[0].Value, RecordedSweep.Load(home.Store, RecordHome.Sweep)!.Trials[0].Value(new MetricSpec()));

    private static async Task<RecordHome> WithReadableSweep()
    {
        RecordHome home = new();
        await home.Store.CreateSweep(
            RecordHome.Sweep, RecordHome.Definition() with { Yaml = "method: random\nparameters: {margin: {min: 0.5, max: 2.0}}\n" });
        await home.Store.AddTrial(new NewTrial(RecordHome.Sweep, 0, new RunConfiguration(), "{}", [(RecordHome.Run(), 7)]));
        return home;
    }
}
