using System.Diagnostics;
using SiameseSweep.Core.Runs;
using SiameseSweep.Core.Store;
using SiameseSweep.TestKit;

namespace SiameseSweep.Core.Tests.Store;

/// <summary>Files that are not what they should be, and disks that refuse.</summary>
public sealed class RecordFaultTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    private HomeDirectory Home => new(_directory.Path);

    [Fact]
    public void A_home_without_a_record_is_told_to_readers()
    {
        UserErrorException error = Assert.Throws<UserErrorException>(() => RecordReader.Open(Home));

        Assert.Equal($"There is no record at {Home.RecordFile}: nothing was run with this --home yet.", error.Message);
        Assert.Equal(UserErrorCause.Input, error.Cause);
    }

    [Fact]
    public async Task A_record_of_a_newer_version_is_refused_and_left_as_it_is()
    {
        await RecordStore.Open(Home, RecordHome.Clock).DisposeAsync();
        Write("PRAGMA user_version = 1000");

        string expected =
            $"The record {Home.RecordFile} was written by a newer siamese-sweep (version 1000 of the record, this build knows up to "
            + $"{RecordFile.Version}); use that build or another --home.";
        Assert.Equal(expected, Assert.Throws<UserErrorException>(() => RecordStore.Open(Home, RecordHome.Clock)).Message);
        Assert.Equal(expected, Assert.Throws<UserErrorException>(() => RecordReader.Open(Home)).Message);
        Assert.Equal("1000", RecordHome.Sqlite3(Home.RecordFile, "PRAGMA user_version"));
    }

    [Fact]
    public void A_text_file_and_another_programs_database_are_refused_and_left_as_they_are()
    {
        File.WriteAllText(Home.RecordFile, new string('x', 5000));
        string expected = $"{Home.RecordFile} is not a siamese-sweep record; move it away or choose another --home.";
        Assert.Equal(expected, Assert.Throws<UserErrorException>(() => RecordStore.Open(Home, RecordHome.Clock)).Message);
        Assert.Equal(expected, Assert.Throws<UserErrorException>(() => RecordReader.Open(Home)).Message);

        File.Delete(Home.RecordFile);
        Write("CREATE TABLE theirs (a)");
        Assert.Equal(expected, Assert.Throws<UserErrorException>(() => RecordStore.Open(Home, RecordHome.Clock)).Message);
        Assert.Equal(expected, Assert.Throws<UserErrorException>(() => RecordReader.Open(Home)).Message);
        Assert.Equal("theirs", RecordHome.Sqlite3(Home.RecordFile, "SELECT name FROM sqlite_schema"));
    }

    [Fact]
    public async Task A_damaged_record_is_named_with_a_way_out()
    {
        await using (RecordStore store = RecordStore.Open(Home, RecordHome.Clock))
        {
            await new SampleRecord(store.Writer, new SampleSize { Sweeps = 1 }).Write();
        }

        byte[] bytes = File.ReadAllBytes(Home.RecordFile);
        bytes.AsSpan(4096, bytes.Length - 4096).Fill(0xa5);
        File.WriteAllBytes(Home.RecordFile, bytes);

        using RecordReader reader = RecordReader.Open(Home);
        UserErrorException error = Assert.Throws<UserErrorException>(() => reader.Sweeps());
        Assert.StartsWith($"The record {Home.RecordFile} is damaged (", error.Message, StringComparison.Ordinal);
        Assert.EndsWith(
            $"Restore a backup, or save what can be read with: sqlite3 {Home.RecordFile} .recover",
            error.Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void A_home_that_is_a_file_is_refused()
    {
        HomeDirectory home = new(_directory.File("occupied"));
        File.WriteAllText(home.Path, string.Empty);

        UserErrorException error = Assert.Throws<RecordUnavailableException>(() => RecordStore.Open(home, RecordHome.Clock));

        Assert.StartsWith($"The directory of the record {home.RecordFile} cannot be created: ", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_record_that_another_program_writes_is_named_as_locked()
    {
        await RecordStore.Open(Home, RecordHome.Clock).DisposeAsync();
        using Process sqlite = Process.Start(
            new ProcessStartInfo("/usr/bin/sqlite3", [Home.RecordFile]) { RedirectStandardInput = true, RedirectStandardOutput = true }
        )!;
        await sqlite.StandardInput.WriteLineAsync("BEGIN IMMEDIATE; SELECT 'held';");
        await sqlite.StandardInput.FlushAsync(TestContext.Current.CancellationToken);
        Assert.Equal("held", await sqlite.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken));

        UserErrorException error = Assert.Throws<RecordUnavailableException>(() => RecordStore.Open(Home, RecordHome.Clock));

        sqlite.StandardInput.Close();
        await sqlite.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal($"The record {Home.RecordFile} is locked by another program; close what writes to it.", error.Message);
        await RecordStore.Open(Home, RecordHome.Clock).DisposeAsync();
    }

    [Fact]
    public async Task A_read_only_home_can_be_read_and_not_written()
    {
        using SmallDisk disk = SmallDisk.Mount(_directory.File("disk"), megabytes: 16);
        HomeDirectory home = new(disk.Path);
        await using (RecordStore store = RecordStore.Open(home, RecordHome.Clock))
        {
            await store.Writer.CreateSweep("s", RecordHome.Definition());
        }

        disk.MakeReadOnly();

        Assert.Equal(
            $"The record {home.RecordFile} cannot be written: its directory or file is read-only. "
                + $"Make it writable or choose another --home.",
            Assert.Throws<RecordUnavailableException>(() => RecordStore.Open(home, RecordHome.Clock)).Message);
        using RecordReader reader = RecordReader.Open(home);
        Assert.Equal("s", Assert.Single(reader.Sweeps()).SweepId);
    }

    [Fact]
    public async Task A_full_disk_fails_the_calls_that_do_not_fit_loses_nothing_and_is_forgotten_once_freed()
    {
        using SmallDisk disk = SmallDisk.Mount(_directory.File("disk"), megabytes: 4);
        HomeDirectory home = new(disk.Path);
        RunId run = RecordHome.Run();
        string ballast = Path.Combine(disk.Path, "ballast");
        await File.WriteAllBytesAsync(ballast, new byte[1 << 20], TestContext.Current.CancellationToken);
        int recorded = 0;
        await using (RecordStore store = RecordStore.Open(home, RecordHome.Clock))
        {
            await store.Writer.CreateSweep(RecordHome.Sweep, RecordHome.Definition());
            await store.Writer.AddTrial(new Core.Store.NewTrial(RecordHome.Sweep, 0, new Core.Sweeps.RunConfiguration(), "{}", [(run, 0)]));
            await store.Writer.StartAttempt(new NewAttempt(run, "t", "cpu", "silo", 1));
            RecordUnavailableException? full = null;
            while (full is null)
            {
                try
                {
                    Assert.True((await Losses(store)).Accepted);
                    recorded += 1000;
                }
                catch (RecordUnavailableException error)
                {
                    full = error;
                }
            }

            Assert.Equal($"The disk that holds the record {home.RecordFile} is full; free some space.", full.Message);
            File.Delete(ballast);
            Assert.True((await Losses(store)).Accepted);
            recorded += 1000;
            Assert.Equal(Enumerable.Range(1, recorded), store.Reader.Losses(run).Select(p => p.Step));
        }

        Assert.Equal("ok", RecordHome.Sqlite3(home.RecordFile, "PRAGMA integrity_check"));

        Task<ReportAck> Losses(RecordStore store) =>
            store.Writer.Apply(new ReportBatch(run, 1, "t", (recorded / 1000) + 1, [new LossReport(recorded + 1, new float[1000])]));
    }

    public void Dispose() => _directory.Dispose();

    private void Write(string sql)
    {
        Assert.SkipUnless(File.Exists("/usr/bin/sqlite3"), "The sqlite3 command line is not on this machine.");
        using Process process = Process.Start("/usr/bin/sqlite3", [Home.RecordFile, sql]);
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
    }
}
