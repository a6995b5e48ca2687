using SiameseSweep.Core.Runs;
using SiameseSweep.Core.Store;

namespace SiameseSweep.Core.Tests.Store;

public sealed class AnnotationTests
{
    [Fact]
    public async Task What_is_said_of_a_run_is_kept_replaced_emptied_and_goes_with_it()
    {
        await using RecordHome home = await new RecordHome().WithSweep(trials: 2);
        RunId run = RecordHome.Run(1);
        List<RecordChange> changes = [];
        using IDisposable subscription = home.Store.Changes.Subscribe(changes.AddRange);

        await home.Store.Writer.Annotate(run, Annotation.Of([" good ", "for <b>Ada</b>", "good", ""], "first line\r\nsecond"));

        Annotation said = home.Store.Reader.Annotation(run);
        Assert.Equal(["for <b>Ada</b>", "good"], said.Tags);
        Assert.Equal("first line\nsecond", said.Note);
        Assert.Equal([run], home.Store.Reader.Annotations(RecordHome.Sweep).Keys);
        Assert.Equal(
            """["for <b>Ada</b>","good"]|first line""",
            home.Sqlite3("SELECT json(tags), substr(note, 1, 10) FROM annotations")
                .Replace("\\u003C", "<", StringComparison.Ordinal)
                .Replace("\\u003E", ">", StringComparison.Ordinal));
        Assert.Contains(new RecordChange(RecordHome.Sweep, run, ChangeKinds.Annotations), changes);

        await home.Store.Writer.Annotate(run, Annotation.Of(["bad"], ""));
        Assert.Equal(["bad"], home.Store.Reader.Annotation(run).Tags);
        await home.Store.Writer.Annotate(run, Annotation.None);
        Assert.Empty(home.Store.Reader.Annotations(RecordHome.Sweep));

        await home.Store.Writer.Annotate(run, Annotation.Of(["bad"], ""));
        await home.Store.Writer.SetRunState(run, [RunState.Queued], RunState.Stopped, "no more");
        await home.Store.Writer.DeleteRun(run);
        Assert.Equal("0", home.Sqlite3("SELECT count(*) FROM stored_annotations"));
        UserErrorException gone = await Assert.ThrowsAsync<UserErrorException>(() => home.Store.Writer.Annotate(run, Annotation.None));
        Assert.Equal("There is no run orl-7f3a.1.0.0; 'runs' lists them.", gone.Message);
    }

    [Fact]
    public void Tags_and_notes_that_do_not_fit_are_refused_in_words()
    {
        Assert.Contains("21 tags are too many", Refusal(Enumerable.Range(0, 21).Select(i => $"t{i}"), ""), StringComparison.Ordinal);
        Assert.Contains("has 41 characters; at most 40", Refusal([new string('x', 41)], ""), StringComparison.Ordinal);
        Assert.Contains("a comma or an invisible character", Refusal(["a,b"], ""), StringComparison.Ordinal);
        Assert.Contains("'a?b'", Refusal(["a\u0007b"], ""), StringComparison.Ordinal);
        Assert.Contains("A tag is null", Refusal(["good", null], ""), StringComparison.Ordinal);
        Assert.Contains("10001 characters", Refusal([], new string('x', 10_001)), StringComparison.Ordinal);

        static string Refusal(IEnumerable<string?> tags, string note) =>
            Assert.Throws<UserErrorException>(() => Annotation.Of(tags, note)).Message;
    }

    [Fact]
    public async Task A_record_of_version_1_is_brought_up_to_date_by_a_head()
    {
        await using RecordHome home = await new RecordHome().WithSweep();
        await home.Store.DisposeAsync();
        using (Microsoft.Data.Sqlite.SqliteConnection old = new($"Data Source={home.Home.RecordFile};Pooling=False"))
        {
            old.Open();
            using Microsoft.Data.Sqlite.SqliteCommand command = old.CreateCommand();
            command.CommandText =
                "DROP VIEW trials; ALTER TABLE stored_trials DROP COLUMN refit_of; ALTER TABLE stored_trials DROP COLUMN refit_threshold; "
                + "CREATE VIEW trials AS SELECT s.sweep_id, t.trial, t.parameters "
                + "FROM stored_trials t JOIN stored_sweeps s ON s.sweep_key = t.sweep_key; "
                + "DROP VIEW annotations; DROP TABLE stored_annotations; DROP INDEX events_by_kind; "
                + "ALTER TABLE stored_runs DROP COLUMN basis; ALTER TABLE stored_runs DROP COLUMN training_people; "
                + "ALTER TABLE stored_runs DROP COLUMN training_images; PRAGMA user_version = 1";
            command.ExecuteNonQuery();
        }

        Assert.Contains(
            "is of version 1",
            Assert.Throws<OlderRecordException>(() => RecordReader.Open(home.Home)).Message,
            StringComparison.Ordinal);
        await home.Reopen();
        await home.Store.Writer.Annotate(RecordHome.Run(), Annotation.Of(["kept"], ""));
        Assert.Equal(["kept"], home.Store.Reader.Annotation(RecordHome.Run()).Tags);
        Assert.Null(Assert.Single(home.Store.Reader.Trials(RecordHome.Sweep)).Refit);
    }
}
