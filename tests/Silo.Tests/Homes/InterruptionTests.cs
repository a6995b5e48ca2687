using SiameseSweep.Silo.Tests.Programs;
using SiameseSweep.TestKit;

namespace SiameseSweep.Silo.Tests.Homes;

/// <summary>CONTRACT §6: a sweep that was interrupted goes on where it was, and comes out as if nothing had happened.</summary>
public sealed class InterruptionTests : IDisposable
{
    private const int Epochs = 150;
    private const int Steps = Epochs * TinySweep.StepsPerEpoch;
    private readonly TemporaryDirectory _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_sweep_stopped_by_ctrl_c_and_one_that_was_killed_end_as_the_undisturbed_one()
    {
        string file = TinySweep.Write(_folder.Path, TinySweep.Yaml(Epochs));
        (string undisturbed, string stopped, string killed) = (
            _folder.File("undisturbed"),
            _folder.File("stopped"),
            _folder.File("killed"));
        Outcome whole = await Start(file, undisturbed).End();
        Assert.Equal(0, whole.ExitCode);

        // Ctrl-C in the first run.
        using SiloProgram first = Start(file, stopped);
        await Waiting.Until(() => RecordFile.Steps(stopped, 0) > Steps / 4, "the first run's steps");
        await first.Signal("INT");
        Outcome interrupted = await first.End();
        Assert.Equal(130, interrupted.ExitCode);
        Assert.Equal(2, interrupted.ErrorLines.Length);
        Assert.Contains("to resume tiny-", interrupted.ErrorLines[1]);
        Assert.False(File.Exists(Path.Combine(stopped, "head.json")));
        int saved = RecordFile.Steps(stopped, 0);
        Assert.InRange(saved, Steps / 4, Steps - 1);

        // kill -9 in the second, when the first has ended.
        using SiloProgram second = Start(file, killed);
        await Waiting.Until(() => RecordFile.Steps(killed, 1) > Steps / 4, "the second run's steps");
        second.Kill();
        await second.End();
        Assert.InRange(RecordFile.Steps(killed, 1), Steps / 4, Steps - 1);

        foreach (string home in (string[])[stopped, killed])
        {
            IReadOnlyList<string> ended = RecordFile.Rows(home, "select run_id, attempt from runs where state = 'finished' order by trial");
            IReadOnlyList<string> open = RecordFile.Rows(
                home,
                "select run_id, attempt + 1 from runs where state <> 'finished' and attempt > 0 order by trial");
            Outcome again = await Start(file, home).End();
            // Of a process that was killed, the next one says which run it takes up.
            Assert.Equal(
                home == killed ? 1 : 0,
                again.ErrorLines.Count(l => l.Contains(".1.0.0, attempt 1, is lost", StringComparison.Ordinal)));
            Assert.True(again.ErrorLines.Length == (home == killed ? 1 : 0), again.Error);
            Assert.Equal(0, again.ExitCode);
            Assert.Contains("Resuming sweep", again.Out);
            Assert.Equal(RecordFile.Rows(undisturbed, Losses), RecordFile.Rows(home, Losses));
            Assert.Equal(RecordFile.Rows(undisturbed, Evaluations), RecordFile.Rows(home, Evaluations));
            Assert.Equal(["finished", "finished"], RecordFile.Rows(home, "select state from runs order by trial"));

            // What had ended was not trained again; what had not took one more attempt.
            IReadOnlyList<string> attempts = RecordFile.Rows(home, "select run_id, attempt from runs order by trial");
            Assert.Equal(home == killed ? 1 : 0, ended.Count);
            Assert.Single(open);
            Assert.Equal([.. ended, .. open], attempts.Take(ended.Count + open.Count));
        }

        Assert.Equal(2 * Steps, RecordFile.Rows(undisturbed, Losses).Count);
    }

    [Fact]
    public async Task A_sweep_that_goes_on_with_other_threads_begins_its_open_run_again_and_says_so()
    {
        string file = TinySweep.Write(_folder.Path, TinySweep.Yaml(Epochs, margins: "1.0"));
        (string undisturbed, string home) = (_folder.File("undisturbed"), _folder.File("home"));
        Assert.Equal(0, (await Start(file, undisturbed).End()).ExitCode);
        using SiloProgram first = SiloProgram.Start(["run", file, "--home", home, "--port", FreePort.Next(), "--threads", "2"]);
        await Waiting.Until(() => RecordFile.Steps(home, 0) > Steps / 4, "the run's steps");
        await first.Signal("INT");
        Assert.Equal(130, (await first.End()).ExitCode);

        Outcome again = await Start(file, home).End();

        Assert.Equal(0, again.ExitCode);
        Assert.Contains(
            "1 run has trained on cpu with 2 threads and would give other numbers here, so it restarts. With --threads 2 it resumes.",
            again.Error);
        Assert.Equal(RecordFile.Rows(undisturbed, Losses), RecordFile.Rows(home, Losses));
        Assert.Equal(RecordFile.Rows(undisturbed, Evaluations), RecordFile.Rows(home, Evaluations));
        Assert.Equal(
            "begun_again",
            RecordFile.Text(home, "select kind from events where kind in ('begun_again', 'loss_mismatch', 'loss_gap')"));
    }

    [Fact]
    public async Task A_sweep_whose_images_were_changed_ends_with_the_reason_and_goes_on_when_they_are_back()
    {
        string home = _folder.File("home");
        Assert.Equal(0, (await SiloProgram.Start(["data", "synthetic", _folder.File("faces"), "--home", home]).End()).ExitCode);
        string file = TinySweep.Write(
            _folder.Path,
            TinySweep.Yaml(Epochs, margins: "1.0", dataset: "{kind: folder, train: faces/training, test: faces/testing}"));
        using SiloProgram first = Start(file, home);
        await Waiting.Until(() => RecordFile.Steps(home, 0) > 0, "the run's steps");
        await first.Signal("INT");
        Assert.Equal(130, (await first.End()).ExitCode);
        string image = Directory.GetFiles(_folder.File("faces", "training"), "*", SearchOption.AllDirectories)
            .Order(StringComparer.Ordinal)
            .First();
        byte[] content = File.ReadAllBytes(image);
        File.Delete(image);

        Outcome changed = await Start(file, home).End();

        Assert.Equal(1, changed.ExitCode);
        Assert.Contains("Put the same data under --data. So no worker can train tiny-", changed.Error);
        Assert.Equal("queued", RecordFile.Text(home, "select state from runs"));
        File.WriteAllBytes(image, content);
        Assert.Equal(0, (await Start(file, home).End()).ExitCode);
        Assert.Equal("finished", RecordFile.Text(home, "select state from runs"));
    }

    [Fact]
    public async Task The_same_file_again_shows_the_ranking_and_new_starts_afresh()
    {
        string home = _folder.File("home");
        string file = TinySweep.Write(_folder.Path, TinySweep.Yaml(1, margins: "1.0"));
        Outcome once = await Start(file, home).End();

        Outcome again = await Start(file, home).End();
        Outcome fresh = await Start(file, home, "--new").End();

        Assert.Equal(0, again.ExitCode);
        Assert.Contains("has already finished", again.Out);
        string best = once.Out.Split('\n').Single(l => l.StartsWith("Best checkpoint: ", StringComparison.Ordinal));
        Assert.Contains(best, again.Out);
        Assert.Equal(0, fresh.ExitCode);
        Assert.Equal(["finished", "finished"], RecordFile.Rows(home, "select state from sweeps"));
        Assert.Equal(["1", "1"], RecordFile.Rows(home, "select attempt from runs"));
    }

    [Fact]
    public async Task A_sweep_in_a_record_of_the_version_before_is_taken_up()
    {
        string home = _folder.File("home");
        string file = TinySweep.Write(_folder.Path, TinySweep.Yaml(1, margins: "1.0"));
        Assert.Equal(0, (await Start(file, home).End()).ExitCode);
        RecordFile.Change(
            home,
            "DROP VIEW trials; ALTER TABLE stored_trials DROP COLUMN refit_of; ALTER TABLE stored_trials DROP COLUMN refit_threshold; "
                + "CREATE VIEW trials AS SELECT s.sweep_id, t.trial, t.parameters "
                + "FROM stored_trials t JOIN stored_sweeps s ON s.sweep_key = t.sweep_key; "
                + "DROP VIEW annotations; DROP TABLE stored_annotations; DROP INDEX events_by_kind; "
                + "ALTER TABLE stored_runs DROP COLUMN basis; ALTER TABLE stored_runs DROP COLUMN training_people; "
                + "ALTER TABLE stored_runs DROP COLUMN training_images; "
                + "PRAGMA user_version = 1"
        );

        Outcome again = await Start(file, home).End();

        Assert.Equal("", again.Error);
        Assert.Equal(0, again.ExitCode);
        Assert.Contains("Best checkpoint: ", again.Out);
        Assert.Equal(["1"], RecordFile.Rows(home, "select attempt from runs"));
    }

    private const string Losses = "select substr(run_id, -5), step, loss from loss_history order by 1, 2";
    private const string Evaluations = "select substr(run_id, -5), epoch, metric, value from evaluations order by 1, 2, 3";

    private static SiloProgram Start(string file, string home, params string[] options) =>
        SiloProgram.Start(["run", file, "--home", home, "--port", FreePort.Next(), "--threads", "1", .. options]);
}
