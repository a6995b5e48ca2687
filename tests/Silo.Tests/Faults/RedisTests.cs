using SiameseSweep.Silo.Tests.Programs;

namespace SiameseSweep.Silo.Tests.Faults;

public sealed class RedisTests
{
    [Fact]
    public async Task Head_and_worker_that_find_each_other_through_Redis_run_a_sweep_and_a_worker_of_another_home_is_refused()
    {
        using RedisServer redis = new();
        using FaultCluster cluster = new("redis");
        await cluster.StartHead("--cluster", redis.Url);
        cluster.StartWorker("--cluster", redis.Url);
        await cluster.Submit(TinySweep.Yaml());
        await cluster.UntilEnd();
        Assert.Equal("finished", RecordFile.Text(cluster.Home, "select state from sweeps"));
        Assert.False(File.Exists(Path.Combine(cluster.Home, "membership.db")));

        Outcome stranger = await SiloProgram.Run("worker", "--home", cluster.Home + "-elsewhere", "--devices", "cpu", "--cluster", redis.Url);
        Assert.Equal(2, stranger.ExitCode);
        Assert.Contains("is not the head's", stranger.Error, StringComparison.Ordinal);
    }
}
