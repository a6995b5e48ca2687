using SiameseSweep.Silo.Tests.Programs;
using SiameseSweep.TestKit;

namespace SiameseSweep.Silo.Tests.Faults;

/// <summary>A full disk, a run that kills its workers, a worker of another build.</summary>
[Trait("fault", "yes")]
public sealed class DiskAndPoisonFaultTests(UndisturbedSweep undisturbed) : IClassFixture<UndisturbedSweep>, IDisposable
{
    private const int DiskMegabytes = 200;

    private readonly TemporaryDirectory _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_full_disk_that_is_freed_again_costs_nothing()
    {
        WholeSuite.Only();
        using SmallDisk disk = SmallDisk.Mount(_folder.File("disk"), DiskMegabytes);
        using FaultCluster cluster = new("disk of the head full for 6 s, then freed");
        cluster.UseHome(disk.Path);
        await cluster.StartHead();
        SiloProgram worker = cluster.StartWorker("--slots", "2");
        await worker.Says("Working for");
        await cluster.Submit(UndisturbedSweep.Yaml);
        await cluster.UntilRecord("select count(*) = 2 from runs where state = 'running' and step >= 20");
        string filler = Path.Combine(disk.Path, "filler");
        Fill(filler);
        using (PeriodicTimer full = new(TimeSpan.FromSeconds(6)))
        {
            await full.WaitForNextTickAsync(TestContext.Current.CancellationToken);
        }

        File.Delete(filler);
        await undisturbed.IsEqualed(cluster);
    }

    [Fact]
    public async Task A_run_that_kills_its_worker_each_time_is_given_up_and_takes_nothing_with_it()
    {
        WholeSuite.Only();
        using FaultCluster cluster = new("a run that kills its worker at each attempt");
        await cluster.StartHead();
        SiloProgram first = cluster.StartWorker();
        await first.Says("Working for");
        SiloProgram second = cluster.StartWorker();
        await second.Says("Working for");
        await cluster.Submit(TinySweep.Yaml(400));
        string run = $"{cluster.SweepId}.0.0.0";
        for (int attempt = 1; attempt <= 3; attempt++)
        {
            await cluster.UntilRecord($"select attempt = {attempt} and state = 'running' from runs where run_id = '{run}'");
            cluster.TrainerOf(run).Kill();
            // before its first step
            Assert.Equal(0, RecordFile.Count(cluster.Home, $"select count(*) from loss_history where run_id = '{run}'"));
            cluster.StartWorker();
        }

        cluster.Note("given up after another", await cluster.UntilRecord($"select state = 'failed' from runs where run_id = '{run}'"));
        Assert.Contains(
            "Given up after 3 attempts in a row without a new step",
            RecordFile.Text(cluster.Home, $"select reason from runs where run_id = '{run}'"),
            StringComparison.Ordinal);
        await cluster.UntilEnd();
        Assert.Equal(["failed", "finished"], RecordFile.Rows(cluster.Home, "select state from runs order by trial"));
        Assert.False(cluster.Head.Process.HasExited);
    }

    [Fact]
    public async Task A_worker_of_another_build_is_refused_by_name()
    {
        using FaultCluster cluster = new("worker of another build");
        await cluster.StartHead();
        using SiloProgram stranger = SiloProgram.StartBuild(
            OtherBuild.Make(_folder.File("other")),
            "worker",
            "--home",
            cluster.Home,
            "--devices",
            "cpu",
            "--threads",
            "1");
        Outcome refused = await stranger.End();
        Assert.Equal(2, refused.ExitCode);
        Assert.Matches("This worker is build .+ and the head is build .+; start the worker from the head's build", refused.Error);
    }

    private static void Fill(string file)
    {
        using FileStream filler = new(file, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0);
        foreach (int size in new[] { 1 << 20, 1 << 12, 1 })
        {
            try
            {
                while (true)
                {
                    filler.Write(new byte[size]);
                }
            }
            catch (IOException)
            {
                // Full, to this size.
            }
        }
    }
}
