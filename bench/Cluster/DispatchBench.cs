using System.Diagnostics;
using System.Globalization;
using SiameseSweep.Core.Runs;
using SiameseSweep.Core.Store;

namespace SiameseSweep.Bench.Cluster;

/// <summary>
/// 16 worker silos of 16 slots, in four processes, and a head in this one: do 10,000 runs get their leases in time, and does the
/// head grow?
/// </summary>
internal static class DispatchBench
{
    private const int Processes = 4;
    private const int SilosPerProcess = 4;
    private const int Slots = 16;
    private static readonly TimeSpan RunLength = TimeSpan.FromSeconds(3);

    public static BenchCommand Command { get; } = new(
        "dispatch", "[RUNS]", "16 silos of 16 slots, runs of 3 s that train nothing; 10,000 runs.",
        args => Run(BenchCommand.Number(args, 0, 10_000)));

    public static BenchCommand WorkersCommand { get; } = new("dispatch-workers", "HOME", null, args => Workers(args[0]));

    public static async Task<int> Run(int runs)
    {
        string home = Directory.CreateTempSubdirectory("siamese-sweep-bench-").FullName;
        ClusterNode head = await ClusterNode.Head(home).ConfigureAwait(false);
        List<Process> children = [.. Enumerable.Range(0, Processes).Select(_ => Children.Start("dispatch-workers", home))];
        long joining = Stopwatch.GetTimestamp();
        await RecorderBench.UntilJoined(head, Processes * SilosPerProcess).ConfigureAwait(false);
        Console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{Processes * SilosPerProcess} silos of {Slots} slots joined in {Stopwatch.GetElapsedTime(joining).TotalSeconds:F1} s"));

        long start = Stopwatch.GetTimestamp();
        string sweep = await head.Commands.Submit(RecorderBench.Yaml(runs), "bench.yaml").ConfigureAwait(false);
        Task end = head.UntilEnd(sweep);
        using PeriodicTimer timer = new(TimeSpan.FromSeconds(15));
        while (!end.IsCompleted)
        {
            await Task.WhenAny(end, timer.WaitForNextTickAsync().AsTask()).ConfigureAwait(false);
            using Process self = Process.GetCurrentProcess();
            Console.WriteLine(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{Stopwatch.GetElapsedTime(start).TotalSeconds, 5:F0} s: "
                        + $"{head.Record.Reader.CountRuns(new RunQuery(sweep, RunState.Finished)), 6} runs finished; "
                        + $"head {self.WorkingSet64 >> 20} MB, managed {GC.GetTotalMemory(forceFullCollection: true) >> 20} MB"
                ));
        }

        double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        double[] gaps =
        [
            .. (await Task.WhenAll(children.Select(Children.End)).ConfigureAwait(false))
                .SelectMany(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
                .Select(g => double.Parse(g, CultureInfo.InvariantCulture))
                .Order(),
        ];
        int retried = head.Record.Reader.Runs(new RunQuery(sweep)).Count(r => r.Attempt > 1);
        Console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{runs} runs of {RunLength.TotalSeconds * 2 / 3:F0} to {RunLength.TotalSeconds * 4 / 3:F0} s in {seconds:F0} s "
                    + $"({runs / seconds:F0} leases/s); a slot stood empty between two runs for {gaps[gaps.Length / 2]:F0} ms (median), "
                    + $"{gaps[(int)(gaps.Length * 0.99)]:F0} ms (p99), {gaps[^1]:F0} ms (most); {retried} runs needed a second attempt"
            ));
        await head.DisposeAsync().ConfigureAwait(false);
        Directory.Delete(home, recursive: true);
        return 0;
    }

    /// <summary>A process of worker silos.</summary>
    public static async Task<int> Workers(string home)
    {
        PacedTrainer trainer = new(RunLength);
        List<ClusterNode> nodes = [];
        for (int i = 0; i < SilosPerProcess; i++)
        {
            nodes.Add(await ClusterNode.Worker(home, Slots, trainer).ConfigureAwait(false));
        }

        await Children.ParentsWord().ConfigureAwait(false);
        Console.WriteLine(string.Join(' ', trainer.Gaps.Select(g => g.ToString("F2", CultureInfo.InvariantCulture))));
        await Task.WhenAll(nodes.Select(n => n.DisposeAsync().AsTask())).ConfigureAwait(false);
        return 0;
    }
}
