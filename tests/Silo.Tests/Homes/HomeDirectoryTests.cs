using System.Globalization;
using System.Net;
using System.Net.Sockets;
using SiameseSweep.Core.Store;
using SiameseSweep.Silo.Homes;
using SiameseSweep.Silo.Tests.Programs;
using SiameseSweep.TestKit;

namespace SiameseSweep.Silo.Tests.Homes;

/// <summary>A DATADIR or a port that cannot be had: one line that says why, exit code 2, and nothing in it is touched.</summary>
public sealed class HomeDirectoryTests : IDisposable
{
    private readonly TemporaryDirectory _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_port_in_use_is_named()
    {
        using TcpListener taken = new(IPAddress.Loopback, 0);
        taken.Start();
        string port = ((IPEndPoint)taken.LocalEndpoint).Port.ToString(CultureInfo.InvariantCulture);

        await IsRefused("run", port, _folder.File("home"), $"Port {port}", "--port");
        await IsRefused("serve", port, _folder.File("home"), $"Port {port}", "--port");
    }

    [Theory]
    [InlineData("serve")]
    [InlineData("worker")]
    public async Task A_damaged_table_of_processes_is_named_with_what_to_do(string command)
    {
        string home = _folder.File("home");
        Directory.CreateDirectory(home);
        string table = Path.Combine(home, "membership.db");
        File.WriteAllText(table, "This is not what SQLite would have written here.");

        string[] more = command == "serve" ? ["--port", FreePort.Next()] : ["--devices", "cpu"];
        Outcome refused = await SiloProgram.Run([command, "--home", home, .. more]);
        Assert.Equal(2, refused.ExitCode);
        Assert.StartsWith($"siamese-sweep: {table} is damaged", Assert.Single(refused.ErrorLines), StringComparison.Ordinal);
        Assert.Contains("delete it", refused.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("serve")]
    [InlineData("worker")]
    public async Task A_process_that_may_open_too_few_files_says_so(string command)
    {
        using SiloProgram program = SiloProgram.Start(["prlimit", "--nofile=128:128"], [], command, "--home", _folder.File("home"));
        Outcome refused = await program.End();
        Assert.Equal(2, refused.ExitCode);
        Assert.Contains("may open 128 files at once", Assert.Single(refused.ErrorLines), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_directory_in_use_names_the_process_that_has_it()
    {
        string home = _folder.File("home");
        using SiloProgram head = SiloProgram.Start("serve", "--home", home, "--port", FreePort.Next());
        await head.Says("Serving");

        await IsRefused("run", FreePort.Next(), home, "in use", $"{head.Process.Id}");
        await IsRefused("serve", FreePort.Next(), home, "in use", $"{head.Process.Id}");

        await head.Signal("TERM");
        Assert.Equal(0, (await head.End()).ExitCode);
        Assert.False(File.Exists(Path.Combine(home, "head.json")));
    }

    [Fact]
    public void A_head_whose_process_s_number_is_another_s_now_is_not_taken_for_up()
    {
        HomeDirectory home = new(_folder.Path);
        HeadFile here = HeadFile.Here("http://127.0.0.1:1/", TimeProvider.System);
        here.Write(home);
        Assert.Equal(here, HeadFile.Find(home));
        (here with { Birth = here.Birth - 1 }).Write(home);
        Assert.Null(HeadFile.Find(home));
    }

    [Fact]
    public async Task A_directory_whose_head_was_killed_is_free()
    {
        string home = _folder.File("home");
        using SiloProgram head = SiloProgram.Start("serve", "--home", home, "--port", FreePort.Next());
        await head.Says("Serving");
        head.Kill();
        await head.End();

        Outcome pause = await SiloProgram.Run("pause", "x", "--home", home);
        Assert.Equal(3, pause.ExitCode);
        using SiloProgram next = SiloProgram.Start("serve", "--home", home, "--port", FreePort.Next());
        await next.Says("Serving");
    }

    [Fact]
    public async Task A_read_only_directory_cannot_be_run_in_but_read()
    {
        using SmallDisk disk = SmallDisk.Mount(_folder.File("disk"), 16);
        string home = Path.Combine(disk.Path, "home");
        await SmallRecord.Write(home);
        disk.MakeReadOnly();

        await IsRefused("run", FreePort.Next(), home, home, "cannot be written", "--home");
        Outcome sweeps = await SiloProgram.Run("sweeps", "--home", home);

        Assert.Equal("", sweeps.Error);
        Assert.Contains(SmallRecord.SweepId, sweeps.Out);
    }

    [Fact]
    public async Task A_record_of_a_newer_version_is_left_alone()
    {
        string home = _folder.File("home");
        await SmallRecord.Write(home);
        RecordFile.Change(home, "pragma user_version = 99");
        byte[] before = await File.ReadAllBytesAsync(Path.Combine(home, "runs.db"));

        await IsRefused("run", FreePort.Next(), home, "newer", "99");
        Outcome sweeps = await SiloProgram.Run("sweeps", "--home", home);

        Assert.Equal(2, sweeps.ExitCode);
        Assert.Contains("newer", Assert.Single(sweeps.ErrorLines));
        Assert.Equal(before, await File.ReadAllBytesAsync(Path.Combine(home, "runs.db")));
    }

    [Fact]
    public async Task A_file_that_is_no_record_is_left_alone()
    {
        string home = Directory.CreateDirectory(_folder.File("home")).FullName;
        await File.WriteAllTextAsync(Path.Combine(home, "runs.db"), "My shopping list: bread, butter, and a database that is none.\n");

        await IsRefused("run", FreePort.Next(), home, "runs.db");

        Assert.StartsWith("My shopping list", await File.ReadAllTextAsync(Path.Combine(home, "runs.db")));
    }

    [Fact]
    public async Task A_full_disk_fails_the_run_with_its_reason_and_keeps_the_record()
    {
        WholeSuite.Only();

        // Room for the record and not for a checkpoint, which has 5 MB.
        using SmallDisk disk = SmallDisk.Mount(_folder.File("disk"), 4);
        string home = Path.Combine(disk.Path, "home");

        using SiloProgram run = SiloProgram.Start(
            "run",
            TinySweep.Write(_folder.Path, TinySweep.Yaml(margins: "1.0")),
            "--home",
            home,
            "--port",
            FreePort.Next(),
            "--threads",
            "1");
        Outcome outcome = await run.End(); // four attempts, each waits 20 s for room

        Assert.Equal(1, outcome.ExitCode);
        Assert.Contains(
            outcome.ErrorLines,
            l => l.Contains("failed", StringComparison.Ordinal) && l.Contains("No space left", StringComparison.OrdinalIgnoreCase));
        Assert.DoesNotContain("   at ", outcome.Error);
        Assert.Equal("ok", RecordFile.Text(home, "pragma integrity_check"));
        Assert.Equal("failed", RecordFile.Text(home, "select state from runs"));
        Assert.Equal(0, RecordFile.Count(home, "select count(*) from checkpoints"));
        Assert.Empty(Directory.EnumerateFiles(home, "*.safetensors*", SearchOption.AllDirectories));
    }

    private async Task IsRefused(string command, string port, string home, params string[] expected)
    {
        string[] arguments = command == "run" ? [command, TinySweep.Write(_folder.Path, TinySweep.Yaml())] : [command];
        Outcome outcome = await SiloProgram.Run([.. arguments, "--home", home, "--port", port]);

        Assert.Equal(2, outcome.ExitCode);
        string line = Assert.Single(outcome.ErrorLines);
        Assert.All(expected, part => Assert.Contains(part, line));
        Assert.Equal("", outcome.Out);
    }
}
