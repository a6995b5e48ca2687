using System.Diagnostics;
using System.Globalization;
using SiameseSweep.Bench.Cluster;
using SiameseSweep.Core.Events;
using SiameseSweep.Core.Runs;
using SiameseSweep.Core.Store;

namespace SiameseSweep.Bench.Engine;

/// <summary>
/// Cost of the engine itself: sweeps of no-op trials through the real grains and record, beside Optuna on its SQLite storage
/// (peers/optuna_overhead.py) in the same minutes. A trial is proposed, leased, started, evaluated, recorded and ended.
/// </summary>
internal static class EngineBench
{
    private const int Slots = 16;

    // A head runs for hours: what is measured is code that is compiled already.
    private const int WarmUp = 1000;

    public static BenchCommand Command { get; } = new(
        "engine", "[SHARED [TRIALS]]",
        "Trials and reports per second that train nothing, through the real grains and record, beside Optuna; 2,000 trials.",
        args => Run(args.ElementAtOrDefault(0), BenchCommand.Number(args, 1, 2000)));

    /// <param name="shared">The folder that holds peers/; null: ../shared.</param>
    /// <param name="trials">Trials of each of our sweeps.</param>
    public static async Task<int> Run(string? shared, int trials)
    {
        Console.WriteLine(
            $"{trials} no-op trials after {WarmUp} random and {WarmUp} bayes ones, one process with {Slots} slots; Optuna: "
                + $"200 trials in 2 processes on SQLite"
        );
        await Ours("random", WarmUp, 1).ConfigureAwait(false);
        await Ours("bayes", WarmUp, 1).ConfigureAwait(false);
        foreach ((string method, string theirs, int reports) in new[]
            {
                ("random", "random", 1),
                ("bayes", "tpe", 1),
                ("random", "random", 50),
                ("bayes", "tpe", 50),
            })
        {
            (double seconds, string quarters) = await Ours(method, trials, reports).ConfigureAwait(false);
            Console.WriteLine(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"ours {method, -7} reports/trial {reports, 2}: {trials / seconds, 7:F1} trials/s, {trials * reports / seconds, 8:F0} "
                        + $"reports/s; trials/s by quarter {quarters}"
                ));
            Console.WriteLine(await Theirs(shared ?? "../shared", theirs, reports).ConfigureAwait(false));
        }

        return 0;
    }

    private static async Task<(double Seconds, string Quarters)> Ours(string method, int trials, int reports)
    {
        string home = Directory.CreateTempSubdirectory("siamese-sweep-bench-").FullName;
        try
        {
            await using ClusterNode head = await ClusterNode.Both(home, Slots, new NoOpTrainer()).ConfigureAwait(false);
            long start = Stopwatch.GetTimestamp();
            string sweep = await head.Commands.Submit(Yaml(method, trials, reports), "bench.yaml").ConfigureAwait(false);
            await head.UntilEnd(sweep).ConfigureAwait(false);
            double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
            Check(head.Record.Reader, sweep, trials, reports);
            return (seconds, Quarters(head.Record.Reader.Events(sweep)));
        }
        finally
        {
            Directory.Delete(home, recursive: true);
        }
    }

    // A figure of a sweep that is not whole would be worth nothing.
    private static void Check(IRecordReader record, string sweep, int trials, int reports)
    {
        int finished = record.CountRuns(new RunQuery(sweep, RunState.Finished));
        int values = record.Evaluations(sweep, "validation.eer").Count;
        if (finished != trials || values != trials * reports)
        {
            throw new InvalidOperationException(
                $"{finished} of {trials} runs are finished, {values} of {trials * reports} reports on record.");
        }
    }

    // Whether it slows down as trials add up.
    private static string Quarters(IReadOnlyList<EventRow> events)
    {
        DateTimeOffset[] ends = [events[0].At, .. events.Where(e => e.Kind == EventKinds.RunFinished).Select(e => e.At)];
        return string.Join(' ', Enumerable.Range(0, 4).Select(quarter =>
        {
            (int from, int to) = ((ends.Length - 1) * quarter / 4, (ends.Length - 1) * (quarter + 1) / 4);
            return ((to - from) / (ends[to] - ends[from]).TotalSeconds).ToString("F0", CultureInfo.InvariantCulture);
        }));
    }

    private static string Yaml(string method, int trials, int reports) => $$"""
        name: no-op
        method: {{method}}
        run_cap: {{trials}}
        parameters:
          learning_rate: {distribution: log_uniform_values, min: 1e-5, max: 1e-2}
          margin: {min: 0.5, max: 3.0}
          batch_size: {values: [16, 32, 64]}
          loss: {values: [contrastive, triplet]}
        siamese: {epochs: {{reports}}}
        """;

    private static async Task<string> Theirs(string shared, string sampler, int reports)
    {
        ProcessStartInfo start = new(
            "/usr/bin/python3",
            [Path.Combine(shared, "peers", "optuna_overhead.py"), "200", "2", $"{reports}", sampler])
        {
            RedirectStandardOutput = true, RedirectStandardError = true,
        };
        using Process process = Process.Start(start)!;
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string output = await process.StandardOutput.ReadToEndAsync().ConfigureAwait(false);
        await process.WaitForExitAsync().ConfigureAwait(false);
        return process.ExitCode == 0
            ? output.Trim()
            : $"optuna did not run (apt-get install python3-optuna): {(await errors.ConfigureAwait(false)).Trim().Split('\n')[^1]}";
    }
}
