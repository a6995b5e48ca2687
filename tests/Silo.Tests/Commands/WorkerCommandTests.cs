using System.Globalization;
using System.Text.Json;
using SiameseSweep.Silo.Tests.Programs;
using SiameseSweep.TestKit;

namespace SiameseSweep.Silo.Tests.Commands;

/// <summary>A head that trains nothing, and a worker that joins it: three programs and a DATADIR.</summary>
public sealed class WorkerCommandTests : IDisposable
{
    private readonly TemporaryDirectory _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_worker_that_joins_trains_what_the_head_was_given_and_leaves_when_told()
    {
        string home = _folder.File("home");
        using SiloProgram head = SiloProgram.Start("serve", "--home", home, "--port", FreePort.Next());
        await head.Says("Serving");
        Outcome submitted = await SiloProgram.Run("submit", TinySweep.Write(_folder.Path, TinySweep.Yaml()), "--home", home);
        string sweep = submitted.Out.Trim();

        using SiloProgram worker = SiloProgram.Start("worker", "--home", home, "--threads", "1");
        Outcome watched = await SiloProgram.Run("watch", sweep, "--home", home);
        Outcome cluster = await SiloProgram.Run("cluster", "--home", home, "--json");
        await worker.Signal("INT");
        Outcome left = await worker.End();
        await head.Signal("INT");
        Outcome ended = await head.End();

        Assert.Equal(("", "", ""), (submitted.Error, watched.Error, cluster.Error));
        Assert.Equal(0, watched.ExitCode);
        Assert.Contains("2/2 runs ended", watched.Out);
        string role = Assert.Single(JsonElement.Parse(cluster.Out).EnumerateArray()).GetProperty("role").GetString()!;
        Assert.Equal("worker", role);
        Assert.Equal(["finished", "finished"], RecordFile.Rows(home, "select state from runs"));
        Assert.Equal(2, RecordFile.Count(home, "select count(*) from runs where silo like '%worker%'"));
        Assert.Equal((130, 130), (left.ExitCode, ended.ExitCode));
        Assert.Single(left.ErrorLines);
        Assert.Single(ended.ErrorLines);
    }

    [Fact]
    public async Task A_head_goes_before_a_worker_and_a_worker_before_its_training()
    {
        string home = _folder.File("home");
        using SiloProgram head = SiloProgram.Start("serve", "--home", home, "--port", FreePort.Next());
        await head.Says("Serving");
        using SiloProgram worker = SiloProgram.Start("worker", "--home", home, "--threads", "1");
        await worker.Says("Working for");

        int ours = Niceness(Environment.ProcessId).First().Nice;
        Assert.All(Niceness(head.Process.Id), thread => Assert.Equal(ours, thread.Nice));
        Assert.All(
            Niceness(worker.Process.Id),
            thread => Assert.Equal(ours + (thread.Name.Contains("slot", StringComparison.Ordinal) ? 10 : 5), thread.Nice));
        Assert.Contains(Niceness(worker.Process.Id), thread => thread.Name == "cpu slot 0");
        Assert.True(Niceness(worker.Process.Id).Count > 5);
    }

    // proc(5), /proc/PID/task/TID/stat: the name is the second field, in brackets; niceness is the nineteenth.
    private static List<(string Name, int Nice)> Niceness(int process) =>
        [
            .. Directory.GetDirectories($"/proc/{process}/task")
                .Select(StatOf)
                .Where(stat => stat.Length > 0)
                .Select(stat =>
                {
                    int end = stat.LastIndexOf(')');
                    return (stat[(stat.IndexOf('(', StringComparison.Ordinal) + 1)..end],
                        int.Parse(stat[(end + 2)..].Split(' ')[16], CultureInfo.InvariantCulture));
                }),
        ];

    // Empty for a thread that has ended meanwhile.
    private static string StatOf(string task)
    {
        try
        {
            return File.ReadAllText(Path.Combine(task, "stat"));
        }
        catch (IOException)
        {
            return "";
        }
    }
}
