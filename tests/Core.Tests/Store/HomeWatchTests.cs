using System.Globalization;
using SiameseSweep.Core.Runs;
using SiameseSweep.Core.Store;

namespace SiameseSweep.Core.Tests.Store;

/// <summary>
/// A record that is taken away from under a living head: nothing more is written into what will be gone, and what was written is
/// saved.
/// </summary>
public sealed class HomeWatchTests
{
    private const int PageBytes = 4096;

    [Theory]
    [InlineData("delete")]
    [InlineData("replace")]
    [InlineData("move")]
    public async Task A_record_that_is_taken_away_is_refused_further_writes_and_saved_under_another_name(string act)
    {
        await using RecordHome home = await new RecordHome().WithSweep();
        Attempt attempt = await home.Start();
        await attempt.Send(new LossReport(1, [1, 2, 3]));
        string file = home.Home.RecordFile;
        switch (act)
        {
            case "delete":
                File.Delete(file);
                break;
            case "move":
                File.Move(file, file + ".away");
                break;
            default:
                File.WriteAllText(file + ".new", "");
                File.Move(file + ".new", file, overwrite: true);
                break;
        }

        RecordUnavailableException refusal = await Assert.ThrowsAsync<RecordUnavailableException>(() =>
            attempt.Send(new LossReport(4, [4])));

        string rescued = Assert.Single(Directory.GetFiles(home.Home.Path, "runs.rescued-*.db"));
        Assert.Contains($"{file} was deleted, moved or replaced", refusal.Message, StringComparison.Ordinal);
        Assert.Contains(rescued, refusal.Message, StringComparison.Ordinal);
        Assert.Equal(refusal.Message, home.Store.Problem);
        Assert.Equal(
            "ok|1|3",
            RecordHome.Sqlite3(
                rescued,
                "select (select * from pragma_integrity_check), (select count(*) from sweeps), (select count(*) from loss_history)"));
        Assert.Single(Directory.GetFiles(home.Home.Path, "runs.rescued-*.db")); // not one a refusal
    }

    [Fact]
    public async Task A_record_that_comes_back_is_written_again()
    {
        await using RecordHome home = await new RecordHome().WithSweep();
        Attempt attempt = await home.Start();
        File.Move(home.Home.RecordFile, home.Home.RecordFile + ".away");
        await Assert.ThrowsAsync<RecordUnavailableException>(() => attempt.Send(new LossReport(1, [1])));
        File.Move(home.Home.RecordFile + ".away", home.Home.RecordFile);

        Assert.True((await home.Store.Writer.Apply(attempt.Batch(new LossReport(1, [1])) with { FirstSequence = 1 })).Accepted);
        Assert.Null(home.Store.Problem);
    }

    [Theory]
    [InlineData("runs.db-wal")]
    [InlineData("head.lock")]
    [InlineData("token")]
    [InlineData("membership.db")]
    public async Task Another_file_that_the_head_has_open_counts_too(string name)
    {
        await using RecordHome home = await new RecordHome().WithSweep();
        string file = Path.Combine(home.Home.Path, name);
        if (!File.Exists(file))
        {
            File.WriteAllText(file, "");
        }

        Attempt attempt = await home.Start();
        File.Delete(file);

        RecordUnavailableException refusal = await Assert.ThrowsAsync<RecordUnavailableException>(() =>
            attempt.Send(new LossReport(1, [1])));
        Assert.Contains($"{file} was deleted, moved or replaced", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_is_noticed_without_a_write_within_ten_seconds()
    {
        await using RecordHome home = await new RecordHome().WithSweep();
        Assert.Null(home.Store.Problem);
        File.Delete(home.Home.RecordFile);

        for (int i = 0; i < 100 && home.Store.Problem is null; i++)
        {
            await Task.Delay(100);
        }

        Assert.NotNull(home.Store.Problem);
    }

    [Theory]
    [InlineData("runs.db-wal")]
    [InlineData("checkpoints/s-0000/s-0000.0.0.0/last-0001-00000001.safetensors")]
    [InlineData("resume/s-0000/s-0000.0.0.0/state-0001-00000001.json")]
    public async Task A_start_without_the_record_but_with_what_belongs_to_it_is_refused_and_touches_nothing(string left)
    {
        await using RecordHome empty = new();
        string other = Directory.CreateDirectory(Path.Combine(empty.Home.Path, "other")).FullName, file = Path.Combine(other, left);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, "the last copy");

        UserErrorException refusal = Assert.Throws<UserErrorException>(() =>
            RecordStore.Open(new HomeDirectory(other), TimeProvider.System));

        Assert.Contains(
            $"The record {Path.Combine(other, "runs.db")} is gone, but {Path.Combine(other, left.Split('/')[0])} is still there.",
            refusal.Message,
            StringComparison.Ordinal);
        Assert.Equal("the last copy", File.ReadAllText(file));
        Assert.False(File.Exists(Path.Combine(other, "runs.db")));
    }

    [Fact]
    public async Task A_saved_record_is_not_opened_beside_the_log_of_the_one_it_was_saved_from()
    {
        await using RecordHome home = await new RecordHome().WithSweep();
        await (await home.Start()).Send(new LossReport(1, [1]));
        string other = Directory.CreateDirectory(Path.Combine(home.Home.Path, "other")).FullName, record = Path.Combine(other, "runs.db");
        RecordHome.Sqlite3(home.Home.RecordFile, $"vacuum into '{record}'");
        File.Copy(home.Home.RecordFile + "-wal", record + "-wal");

        UserErrorException refusal = Assert.Throws<UserErrorException>(() =>
            RecordStore.Open(new HomeDirectory(other), TimeProvider.System));
        Assert.Contains("does not belong to", refusal.Message, StringComparison.Ordinal);

        File.Delete(record + "-wal");
        await using RecordStore store = RecordStore.Open(new HomeDirectory(other), TimeProvider.System);
        Assert.Single(store.Reader.Sweeps());
    }

    [Fact]
    public async Task A_record_that_was_not_closed_is_read_through_and_damage_is_reported()
    {
        await using RecordHome home = await new RecordHome().WithSweep(trials: 200);
        string killed = Directory.CreateDirectory(Path.Combine(home.Home.Path, "killed")).FullName,
            record = Path.Combine(killed, "runs.db");
        RecordHome.Sqlite3(home.Home.RecordFile, $".backup '{record}'");
        long page = long.Parse(
            RecordHome.Sqlite3(record, "select rootpage from sqlite_schema where type = 'index' and tbl_name = 'events' limit 1"),
            CultureInfo.InvariantCulture);
        using (FileStream file = new(record, FileMode.Open, FileAccess.ReadWrite))
        {
            file.Position = (page - 1) * PageBytes; // which nobody reads for now
            file.Write(new byte[PageBytes]);
        }

        File.WriteAllText(record + "-wal", "what a killed head leaves");
        await using RecordStore store = RecordStore.Open(new HomeDirectory(killed), TimeProvider.System);
        for (int i = 0; i < 100 && store.Problem is null; i++)
        {
            await Task.Delay(100);
        }

        Assert.StartsWith($"The record {record} is damaged", store.Problem, StringComparison.Ordinal);
        Assert.Contains(".recover", store.Problem, StringComparison.Ordinal);
    }
}
