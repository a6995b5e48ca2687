using SiameseSweep.Core.Pruners;
using SiameseSweep.Core.Runs;
using SiameseSweep.Core.Scheduling;
using SiameseSweep.Core.Store;
using SiameseSweep.Core.SweepFiles;
using SiameseSweep.Core.Sweeps;

namespace SiameseSweep.Core.Tests.Scheduling;

public sealed class SweepSchedulerTests
{
    [Fact]
    public void A_started_trial_is_finished_before_the_next_is_proposed()
    {
        SweepScheduler sweep = Sweep("siamese: {replicates: 2}");
        Propose(sweep);
        ScheduledRun first = sweep.Next()!;
        sweep.Started(first, 1, "a", "cpu");
        Assert.Equal(new RunId("s", 0, 1, 0), sweep.Next()!.Run);
    }

    [Fact]
    public void A_sweep_ends_when_the_space_is_done_and_every_run_is_final()
    {
        SweepScheduler sweep = Sweep();
        for (int trial = 0; trial < 3; trial++)
        {
            Propose(sweep);
            Assert.Null(sweep.End());
            Finish(sweep, trial, 0.3);
        }

        Assert.True(sweep.MayPropose); // the cap is not known to be reached until the sampler says so
        Assert.Null(sweep.Propose());
        Assert.Equal(SweepState.Finished, sweep.End()!.Value.State);
    }

    [Fact]
    public void A_sweep_without_any_result_has_failed()
    {
        SweepScheduler sweep = Sweep("run_cap: 1");
        Propose(sweep);
        Start(sweep, 0);
        sweep.OnStateChanged(sweep.Trials[0].Runs[0], RunState.Failed);
        Assert.Equal((SweepState.Failed, "No trial has a result."), sweep.End());
        Assert.True(double.IsNaN(sweep.Trials[0].Value(sweep.Definition.Metric)));
    }

    [Fact]
    public void A_run_that_ended_itself_as_hopeless_has_no_value_however_good_its_numbers_were()
    {
        SweepScheduler sweep = Sweep("metric: {name: validation.eer, goal: minimize, target: 0.1}");
        Propose(sweep);
        ScheduledRun run = Start(sweep, 0);
        sweep.OnEvaluation(run, 1, 0.05);
        SweepScheduler.MarkHopeless(run);
        sweep.OnStateChanged(run, RunState.Pruned);
        Assert.True(double.IsNaN(sweep.Trials[0].Value(sweep.Definition.Metric)));
        Assert.True(sweep.MayPropose); // the target is not reached by it
    }

    [Fact]
    public void Nothing_more_is_proposed_once_a_trial_reaches_the_target()
    {
        SweepScheduler sweep = Sweep("metric: {name: validation.eer, goal: minimize, target: 0.1}");
        Propose(sweep);
        Finish(sweep, 0, 0.1);
        Assert.False(sweep.MayPropose);
        Assert.Equal((SweepState.Finished, "A trial reached the metric's target."), sweep.End());
    }

    [Fact]
    public void A_user_who_asks_for_more_trials_gets_them_though_the_target_is_reached()
    {
        SweepScheduler sweep = Sweep("metric: {name: validation.eer, goal: minimize, target: 0.1}");
        Propose(sweep);
        Finish(sweep, 0, 0.1);
        sweep.AskedForMore = true;
        Assert.True(sweep.MayPropose);
        Assert.Null(sweep.End());
    }

    [Fact]
    public void Only_the_best_trials_keep_their_files()
    {
        SweepScheduler sweep = Sweep("siamese: {checkpoints: {keep: 1}}");
        List<int> forgotten = [];
        foreach ((int trial, double value) in new[] { (0, 0.3), (1, 0.2), (2, 0.4) })
        {
            Propose(sweep);
            Finish(sweep, trial, value);
            forgotten.AddRange(sweep.TrialsToForget(trial));
        }

        Assert.Equal([0, 2], forgotten);
    }

    [Fact]
    public void Among_equal_trials_the_first_keeps_its_files_as_the_ranking_has_it_whichever_ended_first()
    {
        SweepScheduler sweep = Sweep("siamese: {checkpoints: {keep: 1}}");
        List<int> forgotten = [];
        foreach (int _ in Enumerable.Range(0, 3))
        {
            Propose(sweep);
        }

        foreach (int trial in new[] { 1, 0, 2 })
        {
            Finish(sweep, trial, 0.2);
            forgotten.AddRange(sweep.TrialsToForget(trial));
        }

        Assert.Equal([1, 2], forgotten);
    }

    [Fact]
    public void A_sweep_wants_a_slot_for_every_run_that_waits_or_may_still_be_proposed()
    {
        SweepScheduler sweep = Sweep("run_cap: 3\nsiamese: {replicates: 2, folds: 3}");
        Assert.Equal(18, sweep.Wanted);
        Propose(sweep);
        Start(sweep, 0);
        Assert.Equal(5 + 12, sweep.Wanted);
        sweep.RunCap = 1;
        Assert.Equal(5, sweep.Wanted);
        sweep.State = SweepState.Paused;
        Assert.Equal(0, sweep.Wanted);
        Assert.True(Sweep("siamese: {replicates: 2, folds: 3}").Wanted > 1_000_000); // no cap: as many as there are slots
    }

    [Fact]
    public void The_run_that_has_its_state_on_a_device_goes_on_there_before_others()
    {
        SweepScheduler sweep = Sweep("siamese: {replicates: 4}");
        Propose(sweep);
        ScheduledRun[] runs = [.. sweep.Trials[0].Runs];
        foreach ((int run, string silo, string device) in new[] { (1, "a", "cuda:1"), (2, "b", "cuda:0"), (3, "b", "cuda:0") })
        {
            sweep.Started(runs[run], 1, silo, device);
            sweep.OnStateChanged(runs[run], RunState.Queued);
        }

        Assert.Equal(runs[2], sweep.Next("b", "cuda:0")); // the first of the two
        Assert.Equal(runs[1], sweep.Next("a", "cuda:1"));
        Assert.Equal(runs[0], sweep.Next("a", "cuda:0")); // neither the silo's nor the device's alone
        Assert.Equal(runs[0], sweep.Next());
    }

    [Fact]
    public void Queued_runs_wait_for_a_slot_and_paused_ones_only_when_the_user_paused_nothing()
    {
        SweepScheduler sweep = Sweep("run_cap: 1");
        Propose(sweep);
        ScheduledRun run = Start(sweep, 0);
        Assert.Empty(sweep.Waiting);
        Assert.Equal([run], sweep.Running);
        sweep.OnStateChanged(run, RunState.Queued);
        Assert.Equal([run], sweep.Waiting);
        Assert.Empty(sweep.Running);
        sweep.Starting(run);
        sweep.OnStateChanged(run, RunState.Paused);
        Assert.Equal([run], sweep.Waiting);
        sweep.State = SweepState.Paused;
        sweep.OnStateChanged(run, RunState.Paused);
        Assert.Empty(sweep.Waiting);
        Assert.Equal(1, sweep.Open);
        sweep.OnStateChanged(run, RunState.Stopped);
        Assert.Equal(0, sweep.Open);
    }

    [Fact]
    public void A_run_is_judged_only_against_the_same_replicate_and_fold_of_other_trials()
    {
        SweepScheduler sweep = Sweep(
            "early_terminate: {type: hyperband, min_iter: 1, eta: 2, strict: true}\nsiamese: {replicates: 2, folds: 2}");
        for (int trial = 0; trial < 3; trial++)
        {
            Propose(sweep);
        }

        // The first replicate of the first fold is bad in the other trials, everything else good: only the one judged alike differs.
        foreach (ScheduledRun peer in sweep.Trials.Skip(1).SelectMany(t => t.Runs))
        {
            sweep.Started(peer, 1, "a", "cpu");
            sweep.OnEvaluation(peer, 1, peer.Run is { Replicate: 0, Fold: 0 } ? 0.4 : 0.1);
        }

        PruneDecision?[] decisions = [.. sweep.Trials[0].Runs.Select(run =>
        {
            sweep.Started(run, 1, "a", "cpu");
            return sweep.OnEvaluation(run, 1, 0.3);
        })];

        Assert.Equal([false, true, true, true], decisions.Select(d => d!.Prune));
        ScheduledRun ended = sweep.Trials[0].Runs[1];
        Assert.True(sweep.Judge(ended)!.Prune);
        Assert.Null(sweep.OnEvaluation(ended, 1, 0.1)); // known
        sweep.Ask(ended, StopRequest.Prune, "bad");
        Assert.Null(sweep.Judge(ended)); // on its way out
        sweep.OnStateChanged(sweep.Trials[0].Runs[2], RunState.Paused);
        Assert.Null(sweep.Judge(sweep.Trials[0].Runs[2]));
    }

    [Fact]
    public void A_run_that_was_begun_again_has_neither_values_nor_steps()
    {
        SweepScheduler sweep = Sweep();
        Propose(sweep);
        ScheduledRun run = Start(sweep, 0);
        sweep.OnSteps(run, 7);
        sweep.OnEvaluation(run, 1, 0.05);
        SweepScheduler.Restarted(run);
        Assert.Equal((0, 0), (run.Step, run.Values.Count));
        sweep.OnEvaluation(run, 1, 0.4);
        sweep.OnStateChanged(run, RunState.Finished);
        Assert.Equal(0.4, sweep.Trials[0].Value(sweep.Definition.Metric));
    }

    [Fact]
    public void An_epochs_value_counts_once_and_epochs_that_were_skipped_are_missing()
    {
        SweepScheduler sweep = Sweep();
        Propose(sweep);
        ScheduledRun run = Start(sweep, 0);
        foreach ((int epoch, double value) in new[] { (0, 0.01), (3, 0.3), (3, 0.02), (1, 0.4), (1, 0.03), (4, 0.2) })
        {
            sweep.OnEvaluation(run, epoch, value);
        }

        Assert.Equal([0.4, double.NaN, 0.3, 0.2], run.Values);
    }

    [Fact]
    public void A_value_that_comes_after_a_trials_end_is_its_value_all_the_same()
    {
        SweepScheduler sweep = Sweep("metric: {name: validation.eer, goal: minimize, target: 0.1}");
        Propose(sweep);
        ScheduledRun run = Start(sweep, 0);
        sweep.OnEvaluation(run, 1, 0.3);
        sweep.OnStateChanged(run, RunState.Finished);
        Assert.True(sweep.MayPropose);
        sweep.OnEvaluation(run, 2, 0.05);
        Assert.False(sweep.MayPropose); // the target is reached
    }

    [Fact]
    public void A_stronger_request_is_passed_on_and_a_weaker_one_is_not()
    {
        SweepScheduler sweep = Sweep();
        Propose(sweep);
        ScheduledRun run = Start(sweep, 0);
        Assert.True(sweep.Ask(run, StopRequest.Prune, "bad"));
        Assert.False(sweep.Ask(run, StopRequest.Pause, "hold"));
        Assert.True(sweep.Ask(run, StopRequest.Stop, "stop"));
    }

    [Fact]
    public void Attempts_without_a_new_step_are_counted_and_a_step_forgives_them()
    {
        SweepScheduler sweep = Sweep();
        Propose(sweep);
        ScheduledRun run = sweep.Trials[0].Runs[0];
        foreach ((int step, RunState expected) in new[]
            {
                (0, RunState.Queued),
                (0, RunState.Queued),
                (5, RunState.Queued),
                (5, RunState.Queued),
                (5, RunState.Queued),
                (5, RunState.Failed),
            })
        {
            sweep.Started(run, run.Attempt + 1, "a", "cpu");
            sweep.OnSteps(run, step);
            Assert.Equal(expected, sweep.AttemptFailed(run, "gone").State);
        }
    }

    [Fact]
    public void A_refit_counts_against_no_cap_and_the_search_goes_on_after_it_where_it_was()
    {
        SweepScheduler sweep = Sweep("run_cap: 1\nsiamese: {refit: true}");
        Propose(sweep);
        Assert.False(sweep.MayRefit);
        Finish(sweep, 0, 0.2);
        Assert.True(sweep.MayRefit);

        RefitPlan plan = new(sweep.Trials[0].Configuration with { Epochs = 7 }, new RefitTerms(0, 0.4));
        NewTrial refit = sweep.Refit(plan)!;
        Assert.Equal((1, plan.Terms), (refit.Trial, refit.Refit));
        Assert.Equal("""{"method":"refit","winner":0,"epochs":7,"threshold":0.4}""", refit.Explanation);
        sweep.Add(refit.Trial, refit.Configuration, refit.Runs.Select(r => r.Run), refit.Refit);
        Assert.Null(sweep.Refit(plan)); // it is on record
        Assert.Equal((1, 1), (sweep.Proposed, sweep.Wanted));
        Assert.Null(sweep.End());

        sweep.Epochs = 60;
        Assert.Equal(7, sweep.ConfigurationOf(refit.Runs[0].Run).Epochs);
        Finish(sweep, 1, 0.01);
        Assert.DoesNotContain(sweep.CutShort, r => r.Run.Trial == 1);
        Assert.Empty(sweep.TrialsToForget(1));

        sweep.RunCap = 2;
        sweep.AskedForMore = true;
        NewTrial next = sweep.Propose()!;
        Assert.Equal((2, 1.0), (next.Trial, next.Configuration.Margin));
    }

    [Theory]
    [InlineData(RunState.Stopped, true)]
    [InlineData(RunState.Failed, false)]
    public void A_refit_that_was_stopped_is_made_anew_and_one_that_failed_is_not(RunState state, bool anew)
    {
        SweepScheduler sweep = Sweep("run_cap: 1\nsiamese: {refit: true}");
        Propose(sweep);
        Finish(sweep, 0, 0.2);
        RefitPlan plan = new(sweep.Trials[0].Configuration, new RefitTerms(0, 0.4));
        NewTrial refit = sweep.Refit(plan)!;
        sweep.Add(refit.Trial, refit.Configuration, refit.Runs.Select(r => r.Run), refit.Refit);
        sweep.OnStateChanged(sweep.Trials[1].Runs[0], state);
        Assert.Equal(anew, sweep.Refit(plan) is not null);
        Assert.NotNull(sweep.Refit(plan with { Terms = new RefitTerms(0, 0.5) })); // of another result
    }

    [Fact]
    public void A_sweep_without_any_result_says_that_nothing_is_trained_again()
    {
        SweepScheduler sweep = Sweep("run_cap: 1\nsiamese: {refit: true}");
        Propose(sweep);
        Start(sweep, 0);
        sweep.OnStateChanged(sweep.Trials[0].Runs[0], RunState.Failed);
        Assert.False(sweep.MayRefit);
        Assert.Equal((SweepState.Failed, "No trial has a result, so none is trained again on all people."), sweep.End());
    }

    private static SweepScheduler Sweep(string more = "")
    {
        SweepParseResult parsed = SweepFile.Parse(
            $"name: s\nmethod: grid\nparameters: {{margin: {{values: [0.5, 1.0, 1.5]}}}}\n{more}\n",
            "s.yaml");
        Assert.Empty(parsed.Errors);
        return new SweepScheduler("s", parsed.Definition!);
    }

    private static void Propose(SweepScheduler sweep)
    {
        NewTrial trial = sweep.Propose()!;
        sweep.Add(trial.Trial, trial.Configuration, trial.Runs.Select(r => r.Run));
    }

    private static ScheduledRun Start(SweepScheduler sweep, int trial)
    {
        ScheduledRun run = sweep.Trials[trial].Runs[0];
        sweep.Started(run, 1, "a", "cpu");
        return run;
    }

    private static void Finish(SweepScheduler sweep, int trial, double value)
    {
        ScheduledRun run = Start(sweep, trial);
        sweep.OnEvaluation(run, 1, value);
        sweep.OnStateChanged(run, RunState.Finished);
    }
}
