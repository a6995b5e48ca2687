using System.Diagnostics;
using System.Globalization;
using SiameseSweep.Silo.Tests.Programs;
using SiameseSweep.TestKit;

namespace SiameseSweep.Silo.Tests.Faults;

/// <summary>More training threads than cores: slow is not dead.</summary>
[Trait("fault", "yes")]
public sealed class BusyMachineTests
{
    private static readonly TimeSpan Busy = TimeSpan.FromMinutes(double.Parse(
        Environment.GetEnvironmentVariable("SIAMESE_SWEEP_BUSY_MINUTES") ?? "10", CultureInfo.InvariantCulture));

    private static readonly TimeSpan SlowestPage = TimeSpan.FromSeconds(2);

    [Fact]
    public async Task Three_workers_of_two_threads_keep_two_cores_busy_and_nobody_is_taken_for_dead()
    {
        WholeSuite.Only();
        using FaultCluster cluster = new(
            string.Create(CultureInfo.InvariantCulture, $"three workers of two threads, busy for {Busy.TotalMinutes} minutes"));
        await cluster.StartHead();
        for (int i = 0; i < 3; i++)
        {
            await cluster.StartWorker("--threads", "2").Says("Working for");
        }

        // 64-pixel images, and more epochs than there is time for.
        await cluster.Submit(
            TinySweep.Yaml(100_000, "1.0, 1.5, 2.0").Replace("image_size: {value: 16}", "image_size: {value: 64}", StringComparison.Ordinal)
        );
        await cluster.UntilRecord("select count(*) = 3 from runs where state = 'running' and step > 0");

        using HttpClient http = new() { BaseAddress = new Uri(cluster.HeadUrl) };
        TimeSpan slowest = TimeSpan.Zero;
        long start = Stopwatch.GetTimestamp();
        using PeriodicTimer timer = new(TimeSpan.FromSeconds(5));
        while (Stopwatch.GetElapsedTime(start) < Busy)
        {
            await timer.WaitForNextTickAsync(TestContext.Current.CancellationToken);
            foreach (string page in new[] { "", $"sweeps/{cluster.SweepId}", $"api/runs/{cluster.SweepId}.0.0.0/loss?points=1000" })
            {
                long asked = Stopwatch.GetTimestamp();
                using HttpResponseMessage answer = await http.GetAsync(
                    new Uri(page, UriKind.Relative),
                    TestContext.Current.CancellationToken);
                Assert.True(answer.IsSuccessStatusCode, $"{page}: {answer.StatusCode}");
                slowest = Stopwatch.GetElapsedTime(asked) is var took && took > slowest ? took : slowest;
            }
        }

        cluster.Note("slowest page", slowest);
        Assert.Equal(["1", "1", "1"], RecordFile.Rows(cluster.Home, "select attempt from runs")); // no lease was lost
        string log = string.Concat(Directory.GetFiles(Path.Combine(cluster.Home, "logs")).Select(File.ReadAllText));
        Assert.DoesNotContain("ran out.", log, StringComparison.Ordinal);
        Assert.DoesNotContain("Status=Dead", log, StringComparison.Ordinal);
        Assert.InRange(slowest, TimeSpan.Zero, SlowestPage);
    }
}
