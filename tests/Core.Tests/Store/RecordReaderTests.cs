using SiameseSweep.Core.Events;
using SiameseSweep.Core.Runs;
using SiameseSweep.Core.Statistics;
using SiameseSweep.Core.Store;
using SiameseSweep.Core.Sweeps;

namespace SiameseSweep.Core.Tests.Store;

public sealed class RecordReaderTests
{
    [Fact]
    public async Task A_down_sampled_curve_keeps_both_ends_every_spike_and_what_is_not_a_number()
    {
        await using RecordHome home = await new RecordHome().WithSweep();
        float[] losses = [.. Enumerable.Range(0, 10_000).Select(i => 1 + (0.1f * MathF.Sin(i)))];
        (losses[777], losses[5000], losses[8123], losses[9997]) = (9, -4, float.NaN, 7);
        await (await home.Start()).Send(new LossReport(1, losses));

        IReadOnlyList<LossPoint> points = home.Store.Reader.Losses(RecordHome.Run(), 100);

        Assert.InRange(points.Count, 90, 100);
        Assert.Equal(points.OrderBy(p => p.Step), points);
        Assert.Equal((1, 10_000), (points[0].Step, points[^1].Step));
        Assert.Contains(new LossPoint(778, 9), points);
        Assert.Contains(new LossPoint(5001, -4), points);
        Assert.Contains(new LossPoint(9998, 7), points); // just before the end
        Assert.Contains(points, p => p.Step == 8124 && double.IsNaN(p.Loss));
        Assert.Equal(Enumerable.Range(200, 50), home.Store.Reader.Losses(RecordHome.Run(), 50, 200, 249).Select(p => p.Step));
        Assert.Equal([1, 10_000], home.Store.Reader.Losses(RecordHome.Run(), 2).Select(p => p.Step));
        IReadOnlyList<LossPoint> zoomed = home.Store.Reader.Losses(RecordHome.Run(), 100, 9_001, 10_000);
        Assert.InRange(zoomed.Count, 90, 100); // as many as of the whole, so ten times as near
        Assert.Equal((9_001, 10_000), (zoomed[0].Step, zoomed[^1].Step));
        // every stretch has points of its own
        Assert.True(zoomed.Zip(zoomed.Skip(1), (a, b) => b.Step - a.Step).Max() <= 2 * 1000 / 49 + 1);
    }

    [Fact]
    public async Task A_command_moves_the_sweep_and_those_of_its_runs_that_it_is_for()
    {
        await using RecordHome home = await new RecordHome().WithSweep(trials: 2);
        Attempt running = await home.Start(RecordHome.Run(1));

        IReadOnlyList<RunId> moved = await home.Store.Writer.ChangeSweep(
            new SweepChange(RecordHome.Sweep)
            {
                Move = (SweepState.Paused, "By the user."),
                Runs = ([RunState.Queued], RunState.Paused, "The sweep is paused."),
            });

        Assert.Equal([RecordHome.Run(0)], moved);
        Assert.Equal(SweepState.Paused, home.Store.Reader.Sweep(RecordHome.Sweep)!.State);
        Assert.Equal(
            [RunState.Paused, RunState.Running],
            home.Store.Reader.Runs(new RunQuery(RecordHome.Sweep)).OrderBy(r => r.RunId.Trial).Select(r => r.State));
        Assert.Equal("By the user.", home.Sqlite3("SELECT json_extract(detail, '$.reason') FROM events WHERE kind = 'sweep_paused'"));
        Assert.Equal(running.Number, home.Store.Reader.Run(running.Run)!.Attempt);
    }

    [Fact]
    public async Task An_exact_id_wins_a_unique_prefix_will_do_and_others_are_refused_by_name()
    {
        await using RecordHome home = await new RecordHome().WithSweep(trials: 11);
        await home.Store.Writer.CreateSweep("orl-7f3a2", RecordHome.Definition());

        Assert.Equal("orl-7f3a", home.Store.Reader.ResolveSweep("orl-7f3a").SweepId);
        Assert.Equal("orl-7f3a2", home.Store.Reader.ResolveSweep("orl-7f3a2").SweepId);
        Assert.Equal(RecordHome.Run(10), home.Store.Reader.ResolveRun("orl-7f3a.10").RunId);
        Assert.Equal(
            "'orl' is the beginning of several sweeps: orl-7f3a, orl-7f3a2. Write more of it.",
            Message(() => home.Store.Reader.ResolveSweep("orl")));
        Assert.Equal("No sweep has the id or prefix 'o%'; 'sweeps' lists them.", Message(() => home.Store.Reader.ResolveSweep("o%")));
        Assert.Equal(
            "'orl-7f3a.10.0.0' is a run where a sweep is asked for. Its sweep is orl-7f3a.",
            Message(() => home.Store.Reader.ResolveSweep("orl-7f3a.10.0.0")));
        Assert.Equal("No run has the id or prefix ''; 'runs' lists them.", Message(() => home.Store.Reader.ResolveRun(string.Empty)));
        Assert.Equal(
            "'orl' is the beginning of several runs: orl-7f3a.0.0.0, orl-7f3a.1.0.0, orl-7f3a.10.0.0, orl-7f3a.2.0.0, orl-7f3a.3.0.0 …. "
                + "Write more of it.",
            Message(() => home.Store.Reader.ResolveRun("orl")));

        static string Message(Action action) => Assert.Throws<UserErrorException>(action).Message;
    }

    [Fact]
    public async Task Calls_about_what_is_not_there_or_there_already_are_refused_in_words()
    {
        await using RecordHome home = await new RecordHome().WithSweep();

        Assert.Equal(
            "There is a sweep orl-7f3a already; submit again to get another id.",
            await Message(home.Store.Writer.CreateSweep(RecordHome.Sweep, RecordHome.Definition())));
        Assert.Equal(
            "There is no sweep gone; 'sweeps' lists them.",
            await Message(home.Store.Writer.SetSweepState("gone", SweepState.Stopped)));
        Assert.Equal(
            "There is no sweep gone; 'sweeps' lists them.",
            Assert.Throws<UserErrorException>(() => new Rankings(home.Store.Reader).Of("gone")).Message);
        Assert.Equal("There is no run orl-7f3a.9.0.0; 'runs' lists them.", await Message(home.Store.Writer.DeleteRun(RecordHome.Run(9))));
        Assert.False(await home.Store.Writer.AddTrial(new NewTrial(RecordHome.Sweep, 0, new RunConfiguration(), "{}", [])));
        Assert.Null(await home.Store.Writer.StartAttempt(new NewAttempt(RecordHome.Run(9), "t", "cpu", "silo", 1)));

        static async Task<string> Message(Task call) => (await Assert.ThrowsAsync<UserErrorException>(() => call)).Message;
    }

    [Fact]
    public async Task A_trials_number_is_never_left_out_and_never_given_twice()
    {
        await using RecordHome home = await new RecordHome().WithSweep();
        int trials = home.Store.Reader.Trials(RecordHome.Sweep).Count;
        Task<bool> Add(int trial) =>
            home.Store.Writer.AddTrial(new NewTrial(RecordHome.Sweep, trial, new RunConfiguration(), "{}", [(RecordHome.Run(trial), 7)]));

        Assert.False(await Add(trials + 1));
        Assert.True(await Add(trials));
        Assert.True(await Add(trials + 1));
        Assert.False(await Add(trials));
        Assert.Equal(Enumerable.Range(0, trials + 2), home.Store.Reader.Trials(RecordHome.Sweep).Select(t => t.Trial));
        Assert.Equal(
            home.Store.Reader.Trials(RecordHome.Sweep),
            Enumerable.Range(0, trials + 2).Select(t => home.Store.Reader.Trial(RecordHome.Sweep, t)));
        Assert.Null(home.Store.Reader.Trial(RecordHome.Sweep, trials + 2));
        Assert.Null(home.Store.Reader.Trial("no-such-sweep", 0));
        Assert.Null(home.Store.Reader.Run(RecordHome.Run(trials + 2)));
    }

    [Fact]
    public async Task A_later_checkpoint_replaces_row_and_file_and_the_end_of_a_run_removes_what_only_served_to_go_on()
    {
        await using RecordHome home = await new RecordHome().WithSweep();
        Attempt attempt = await home.Start();
        string File(string name)
        {
            string path = Path.Combine(home.Home.CheckpointsOf(attempt.Run), name);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            System.IO.File.WriteAllText(path, name);
            return home.Home.Relative(path);
        }

        CheckpointReport Report(int epoch, CheckpointKind kind) => new(epoch, kind, File($"{kind}-{epoch}"), 6, "00");
        Directory.CreateDirectory(home.Home.ResumeOf(attempt.Run));
        await attempt.Send(Report(1, CheckpointKind.Best), Report(1, CheckpointKind.Last));
        await attempt.Send(Report(3, CheckpointKind.Best));
        await attempt.Send(Report(2, CheckpointKind.Best)); // a repeated, earlier epoch
        Assert.Equal(["Best-3", "Last-1"], Files());

        await attempt.Send(new EndedReport(RunState.Finished, null, 3, 3));

        Assert.Equal(["Best-3"], Files());
        Assert.False(Directory.Exists(home.Home.ResumeOf(attempt.Run)));
        CheckpointRow left = Assert.Single(home.Store.Reader.Checkpoints(RecordHome.Sweep));
        Assert.Equal((3, CheckpointKind.Best), (left.Epoch, left.Kind));
        await home.Store.Writer.RemoveCheckpoints([left]);
        Assert.Empty(Files());
        Assert.Empty(home.Store.Reader.Checkpoints(attempt.Run));

        string?[] Files() => [.. Directory.GetFiles(home.Home.CheckpointsOf(attempt.Run)).Select(Path.GetFileName).Order()];
    }

    [Fact]
    public async Task A_deleted_sweep_leaves_no_row_and_no_file_but_the_event_that_says_so()
    {
        await using RecordHome home = await new RecordHome().WithSweep(trials: 2);
        Attempt attempt = await home.Start();
        await attempt.Send(new LossReport(1, [1]), new BaselineReport("pixels", new() { ["test.auc"] = 1 }));
        Directory.CreateDirectory(home.Home.CheckpointsOf(attempt.Run));

        await home.Store.Writer.DeleteSweep(RecordHome.Sweep);

        Assert.Empty(home.Store.Reader.Sweeps());
        Assert.Equal(
            "0|0|0|0",
            home.Sqlite3(
                "SELECT (SELECT count(*) FROM stored_runs), (SELECT count(*) FROM stored_trials), (SELECT count(*) FROM stored_losses), "
                    + "(SELECT count(*) FROM stored_baselines)"
            ));
        Assert.Equal("sweep_deleted", Assert.Single(home.Store.Reader.Events()).Kind);
        Assert.False(Directory.Exists(Path.Combine(home.Home.Checkpoints, RecordHome.Sweep)));
    }

    [Fact]
    public async Task A_deleted_runs_device_time_still_counts_against_the_budget()
    {
        await using RecordHome home = new();
        Clock clock = new(new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero));
        await using RecordStore store = RecordStore.Open(new HomeDirectory(Path.Combine(home.Home.Path, "other")), clock);
        await store.Writer.CreateSweep(RecordHome.Sweep, RecordHome.Definition());
        await store.Writer.AddTrial(new NewTrial(RecordHome.Sweep, 0, new RunConfiguration(), "{}", [(RecordHome.Run(), 7)]));
        foreach ((RunState end, int minutes) in new[] { (RunState.Paused, 10), (RunState.Finished, 20) })
        {
            Attempt attempt = new(
                store.Writer,
                RecordHome.Run(),
                (await store.Writer.StartAttempt(new NewAttempt(RecordHome.Run(), "t", "cpu", "silo", 2)))!.Value,
                "t");
            clock.Pass(TimeSpan.FromMinutes(minutes));
            await attempt.Send(new EndedReport(end, null, 1, 1));
            clock.Pass(TimeSpan.FromHours(1));
        }

        TimeSpan Used() => RecordedDeviceTime.Of(store.Reader.Events(RecordHome.Sweep)).Until(clock.GetUtcNow());
        Assert.Equal(TimeSpan.FromMinutes(30), Used());
        await store.Writer.DeleteRun(RecordHome.Run());
        Assert.Equal(TimeSpan.FromMinutes(30), Used());
    }

    [Fact]
    public async Task Changes_are_told_after_the_commit_and_a_subscriber_that_throws_is_dropped()
    {
        await using RecordHome home = await new RecordHome().WithSweep();
        List<RecordChange> told = [];
        List<Exception> failures = [];
        home.Store.SubscriberFailed += failures.Add;
        using IDisposable bad = home.Store.Changes.Subscribe(_ => throw new InvalidOperationException("page"));
        using IDisposable good = home.Store.Changes.Subscribe(changes => { lock (told) { told.AddRange(changes); } });

        Attempt attempt = await home.Start();
        await attempt.Send(new LossReport(1, [1]));
        await home.Reopen(); // closes: every commit is told by then

        Assert.Contains(told, c => c.RunId == attempt.Run && c.Kinds.HasFlag(ChangeKinds.Losses));
        Assert.Contains(told, c => c.RunId == attempt.Run && c.Kinds.HasFlag(ChangeKinds.Runs | ChangeKinds.Events));
        Assert.Equal("page", Assert.Single(failures).Message);
    }

    [Fact]
    public async Task What_extend_and_the_definition_say_beside_the_yaml_is_kept()
    {
        await using RecordHome home = await new RecordHome().WithSweep();

        await home.Store.Writer.ChangeSweep(new SweepChange(RecordHome.Sweep) { RunCap = 40 });
        await home.Store.Writer.ChangeSweep(new SweepChange(RecordHome.Sweep) { Epochs = 80 });
        await home.Reopen();

        SweepRow sweep = home.Store.Reader.Sweep(RecordHome.Sweep)!;
        Assert.Equal((40, 80, "method: random\n", new DatasetSpec()), (sweep.RunCap, sweep.Epochs, sweep.SpecYaml, sweep.Dataset));
    }

    [Fact]
    public async Task A_closed_record_refuses_calls()
    {
        RecordHome home = new();
        await home.DisposeAsync();

        await Assert.ThrowsAsync<ObjectDisposedException>(() => home.Store.Writer.AddEvent(new SweepRunning(), null));
    }
}
