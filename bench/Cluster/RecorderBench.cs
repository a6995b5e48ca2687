using System.Diagnostics;
using System.Globalization;
using SiameseSweep.Core.Store;

namespace SiameseSweep.Bench.Cluster;

/// <summary>
/// From a worker's process to the committed row in the head's, through outbox, grains and SQLite: loss points a second in large
/// reports, reports a second in small ones, and what a slow disk does to the worker's memory.
/// </summary>
internal static class RecorderBench
{
    private const int Slots = 8;
    private static readonly TimeSpan SlowFor = TimeSpan.FromSeconds(20);

    public static BenchCommand Command { get; } =
        new(
            "recorder",
            "",
            "Loss points and reports per second from a worker process to the committed row, and memory on a slow disk.",
            _ => Run());

    public static BenchCommand WorkerCommand { get; } = new(
        "recorder-worker", "HOME LOSSES PER_REPORT", null,
        args => Worker(args[0], BenchCommand.Number(args, 1, 0), BenchCommand.Number(args, 2, 0)));

    public static async Task<int> Run()
    {
        await Measure("loss points, 1,000 a report", 1_000_000, 1000).ConfigureAwait(false);
        await Measure("loss points, 10 a report", 200_000, 10).ConfigureAwait(false);
        await Measure("reports, 1 loss each", 50_000, 1).ConfigureAwait(false);
        await Slow().ConfigureAwait(false);
        return 0;
    }

    /// <summary>The worker's process.</summary>
    public static async Task<int> Worker(string home, int losses, int perReport)
    {
        ClusterNode node = await ClusterNode.Worker(home, Slots, new LossTrainer(losses, perReport)).ConfigureAwait(false);
        await Children.ParentsWord().ConfigureAwait(false);
        using Process self = Process.GetCurrentProcess();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{self.PeakWorkingSet64 >> 20}"));
        await node.DisposeAsync().ConfigureAwait(false);
        return 0;
    }

    private static async Task Measure(string what, int losses, int perReport)
    {
        string home = Directory.CreateTempSubdirectory("siamese-sweep-bench-").FullName;
        await using ClusterNode head = await ClusterNode.Head(home).ConfigureAwait(false);
        Process worker = Children.Start("recorder-worker", home, Text(losses), Text(perReport));
        await UntilJoined(head, 1).ConfigureAwait(false);
        long start = Stopwatch.GetTimestamp();
        string sweep = await head.Commands.Submit(Yaml(Slots), "bench.yaml").ConfigureAwait(false);
        await head.UntilEnd(sweep).ConfigureAwait(false);
        double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        long rows = head.Record.Reader.Runs(new RunQuery(sweep)).Sum(r => (long)r.Step);
        if (rows != (long)Slots * losses)
        {
            throw new InvalidOperationException($"{rows} of {(long)Slots * losses} losses are on record.");
        }

        string memory = await Children.End(worker).ConfigureAwait(false);
        Console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{what}: {rows / seconds:N0} loss points/s, {rows / perReport / seconds:N0} reports/s ({rows:N0} rows in {seconds:F1} s, "
                    + $"{Slots} runs; worker's peak memory {memory} MB)"
            ));
        Directory.Delete(home, recursive: true);
    }

    private static async Task Slow()
    {
        string home = Directory.CreateTempSubdirectory("siamese-sweep-bench-").FullName;
        await using ClusterNode head = await ClusterNode.Head(home, SlowDisk.Before).ConfigureAwait(false);
        Process worker = Children.Start("recorder-worker", home, "100000000", "1000");
        await UntilJoined(head, 1).ConfigureAwait(false);
        string sweep = await head.Commands.Submit(Yaml(Slots), "bench.yaml").ConfigureAwait(false);
        List<long> memory = [];
        using PeriodicTimer timer = new(SlowFor / 4);
        for (int i = 0; i < 4; i++)
        {
            await timer.WaitForNextTickAsync().ConfigureAwait(false);
            worker.Refresh();
            memory.Add(worker.WorkingSet64 >> 20);
        }

        using Process self = Process.GetCurrentProcess();
        Console.WriteLine(
            $"slow disk (100 ms more for every batch), trainers that never wait: "
                + $"worker's memory after 5, 10, 15 and 20 s {string.Join(", ", memory)} MB, head's {self.WorkingSet64 >> 20} MB"
        );
        await head.Commands.Stop(sweep).ConfigureAwait(false);
        worker.Kill();
        await worker.WaitForExitAsync().ConfigureAwait(false);
        worker.Dispose();
    }

    internal static async Task UntilJoined(ClusterNode head, int workers)
    {
        using PeriodicTimer timer = new(TimeSpan.FromMilliseconds(100));
        while ((await head.View.Silos().ConfigureAwait(false)).Count < workers)
        {
            await timer.WaitForNextTickAsync().ConfigureAwait(false);
        }
    }

    internal static string Yaml(int runs) => $$"""
        name: no-op
        method: random
        run_cap: {{runs}}
        parameters:
          learning_rate: {distribution: log_uniform_values, min: 1e-5, max: 1e-2}
        siamese: {epochs: 1}
        """;

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
