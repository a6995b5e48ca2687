using System.Globalization;
using SiameseSweep.Silo.Tests.Programs;

namespace SiameseSweep.Silo.Tests.Faults;

public sealed class RedisTests
{
    [Fact]
    public async Task Head_and_workers_that_find_each_other_through_Redis_run_a_sweep_with_one_home_or_with_their_own()
    {
        using RedisServer redis = new();
        using FaultCluster cluster = new("redis");
        await cluster.StartHead("--cluster", redis.Url);
        cluster.StartWorker("--cluster", redis.Url);
        await cluster.Submit(TinySweep.Yaml());
        await cluster.UntilEnd();
        Assert.Equal("finished", RecordFile.Text(cluster.Home, "select state from sweeps"));
        Assert.False(File.Exists(Path.Combine(cluster.Home, "membership.db")));
        RequireCheckpoints(cluster.Home);

        // The same machine, but a home of its own, whose path says nothing.
        using RedisServer other = new();
        using FaultCluster apart = new("redis, two homes");
        await apart.StartHead("--cluster", other.Url);
        using SiloProgram stranger = SiloProgram.Start(
            "worker", "--home", apart.Home + "-elsewhere", "--devices", "cpu", "--threads", "1", "--cluster", other.Url);
        await apart.Submit(TinySweep.Yaml());
        await apart.UntilEnd();
        RequireCheckpoints(apart.Home);
        Directory.Delete(apart.Home + "-elsewhere", recursive: true);
    }

    [Fact]
    public async Task A_cluster_whose_Redis_does_not_answer_is_refused_at_once()
    {
        string url = string.Create(CultureInfo.InvariantCulture, $"redis://127.0.0.1:{FreePort.Next()}");
        Outcome refused = await SiloProgram.Run(
            "worker",
            "--home",
            Path.Combine(Path.GetTempPath(), $"none-{FreePort.Next()}"),
            "--devices",
            "cpu",
            "--cluster",
            url);
        Assert.Equal(3, refused.ExitCode);
        Assert.Contains("No Redis answers at 127.0.0.1:", Assert.Single(refused.ErrorLines), StringComparison.Ordinal);
    }

    private static void RequireCheckpoints(string home)
    {
        IReadOnlyList<string> paths = RecordFile.Rows(home, "select path from checkpoints");
        Assert.Equal(2, paths.Count);
        Assert.All(paths, path => Assert.True(File.Exists(Path.Combine(home, path)), path));
    }
}
