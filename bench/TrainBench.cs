using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using SiameseSweep.Core.Runs;
using SiameseSweep.Core.Store;
using SiameseSweep.Core.Sweeps;
using SiameseSweep.Training.Runs;

namespace SiameseSweep.Bench;

/// <summary>
/// Pairs a second on the ORL faces, the seed's configuration, batch 32, 2 threads: our trainer as users run it, and PyTorch's
/// script, one after the other, twice, so that the machine's other work meets both.
/// </summary>
internal static class TrainBench
{
    private const int Epochs = 3;

    public static async Task<int> Run(string? sharedFolder)
    {
        string shared = Path.GetFullPath(sharedFolder ?? Path.Combine("..", "shared"));
        string peer = Path.Combine(shared, "peers", "seed_pytorch.py");
        if (!Directory.Exists(Path.Combine(shared, "orl")) || !File.Exists(peer))
        {
            await Console.Error.WriteLineAsync($"{shared} does not hold orl/ and peers/seed_pytorch.py. Name the folder that does: bench train SHARED.").ConfigureAwait(false);
            return 2;
        }

        List<double> ours = [], theirs = [];
        for (int turn = 0; turn < 2; turn++)
        {
            ours.Add(Ours(shared));
            theirs.Add(await Theirs(peer).ConfigureAwait(false));
        }

        Console.WriteLine(FormattableString.Invariant(
            $"pairs/s: ours {ours.Average():F1}, PyTorch {theirs.Average():F1}, ratio {ours.Average() / theirs.Average():F2}"));
        return 0;
    }

    private static double Ours(string data)
    {
        DirectoryInfo home = Directory.CreateTempSubdirectory("siamese-bench-");
        try
        {
            EpochClock clock = new();
            RunAssignment assignment = new()
            {
                Run = new RunId("bench-0000", 0, 0, 0), Attempt = 1, LeaseToken = "bench", Metric = new MetricSpec(), Device = "cpu", Threads = 2,
                Configuration = new RunConfiguration { Epochs = Epochs },
                Options = new SiameseOptions { Dataset = new DatasetSpec { Kind = DatasetKind.Orl } },
            };
            Thread thread = new(() => new Trainer(TimeProvider.System, NullLogger<Trainer>.Instance)
                .Train(assignment, new TrainingContext(new HomeDirectory(home.FullName), data, clock, new RunControl())));
            thread.Start();
            thread.Join();
            return clock.PairsPerSecond();
        }
        finally
        {
            home.Delete(recursive: true);
        }
    }

    private static async Task<double> Theirs(string script)
    {
        ProcessStartInfo start = new("/usr/bin/python3", [script, "--epochs", Epochs.ToString(CultureInfo.InvariantCulture)]) { RedirectStandardOutput = true };
        start.Environment["OMP_NUM_THREADS"] = "2";
        using Process process = Process.Start(start) ?? throw new InvalidOperationException("/usr/bin/python3 did not start.");
        string output = await process.StandardOutput.ReadToEndAsync().ConfigureAwait(false);
        await process.WaitForExitAsync().ConfigureAwait(false);
        string result = output.Split('\n', StringSplitOptions.RemoveEmptyEntries)[^1];
        Console.WriteLine($"PyTorch: {result}");
        using JsonDocument document = JsonDocument.Parse(result);
        return document.RootElement.GetProperty("pairs_per_s").GetDouble();
    }

    /// <summary>Times steps from the reports: from the first loss of all to the epoch's last, evaluation and checkpoints apart.</summary>
    private sealed class EpochClock : IRunReporter
    {
        private readonly Lock _gate = new();
        private long _began;
        private double _trainingSeconds, _otherSeconds;
        private int _steps;

        public void Report(RunReport report)
        {
            lock (_gate)
            {
                long now = Stopwatch.GetTimestamp();
                switch (report)
                {
                    case BaselineReport:
                        _began = now; // the untrained network's is the last before the first step
                        break;
                    case LossReport losses:
                        _trainingSeconds += Stopwatch.GetElapsedTime(_began, now).TotalSeconds;
                        _steps += losses.Losses.Length;
                        _began = now;
                        break;
                    case EvaluationReport:
                        _otherSeconds += Stopwatch.GetElapsedTime(_began, now).TotalSeconds;
                        _began = now;
                        break;
                    case CheckpointReport checkpoint:
                        Console.WriteLine(FormattableString.Invariant($"ours: {checkpoint.Kind} checkpoint of epoch {checkpoint.Epoch}, {checkpoint.Bytes / 1e6:F0} MB"));
                        break;
                    case EndedReport ended when ended.State != RunState.Finished:
                        throw new InvalidOperationException(ended.Reason);
                    default:
                        break;
                }
            }
        }

        public IReadOnlyList<RunReport> Unacknowledged() => [];

        public double PairsPerSecond()
        {
            double rate = _steps * 32 / _trainingSeconds;
            Console.WriteLine(FormattableString.Invariant(
                $"ours: {_steps} steps, {1000 * _trainingSeconds / _steps:F0} ms a step, {rate:F1} pairs/s; evaluation {100 * _otherSeconds / (_otherSeconds + _trainingSeconds):F1} % of the time"));
            return rate;
        }
    }
}
