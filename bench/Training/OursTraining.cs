using System.Diagnostics;
using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using SiameseSweep.Core.Losses;
using SiameseSweep.Core.Metrics;
using SiameseSweep.Core.Runs;
using SiameseSweep.Core.Store;
using SiameseSweep.Core.Sweeps;
using SiameseSweep.Training.Checkpoints;
using SiameseSweep.Training.Models;
using SiameseSweep.Training.Runs;
using static TorchSharp.torch;

namespace SiameseSweep.Bench.Training;

/// <summary>Our trainer as users run it, timed from its reports.</summary>
internal static class OursTraining
{
    // One turn of "train", in a process of its own so that its memory can be measured.
    public static BenchCommand Command { get; } = new("train-ours", "DATA EPOCHS", null, args =>
    {
        Console.WriteLine(JsonSerializer.Serialize(Run(args[0], BenchCommand.Number(args, 1, 1))));
        return Task.FromResult(0);
    });

    public static Figures Run(string data, int epochs, string device = "cpu")
    {
        DirectoryInfo home = Directory.CreateTempSubdirectory("siamese-bench-");
        try
        {
            RunControl control = new();
            Clock clock = new(epochs, control);
            RunAssignment assignment = new()
            {
                Run = new RunId("bench-0000", 0, 0, 0),
                Attempt = 1,
                LeaseToken = "bench",
                Metric = new MetricSpec(),
                Device = device,
                Threads = 2,
                // the last one is not trained: the pause before it shows a resume state's cost
                Configuration = new RunConfiguration { Epochs = epochs + 1 },
                Options = new SiameseOptions { Dataset = new DatasetSpec { Kind = DatasetKind.Orl } },
            };
            HomeDirectory directory = new(home.FullName);
            Thread thread = new(() =>
                new Trainer(TimeProvider.System, NullLogger<Trainer>.Instance).Train(
                    assignment,
                    new TrainingContext(directory, data, clock, control)));
            thread.Start();
            thread.Join();
            double peak = Figures.PeakNow();
            (double stall, double write) = Checkpoint(directory, assignment);
            return clock.Figures() with { PeakMegabytes = peak, StallSeconds = stall, WriteSeconds = write };
        }
        finally
        {
            home.Delete(recursive: true);
        }
    }

    private static (double Stall, double Write) Checkpoint(HomeDirectory home, RunAssignment assignment)
    {
        using SiameseNetwork network = new(100, 5, 0, 1, CPU);
        using BestCheckpointWriter writer = new(home, assignment.Run, "bench", new Clock(0, new RunControl()), () => { });
        CheckpointMetadata metadata = new(
            assignment.Run.ToString(),
            1,
            1,
            assignment.Configuration,
            DissimilarityKind.Euclidean,
            1,
            false,
            new Dictionary<string, double>(),
            "");
        long start = Stopwatch.GetTimestamp();
        writer.Begin(network.State, metadata);
        double stall = Stopwatch.GetElapsedTime(start).TotalSeconds;
        writer.Finish();
        return (stall, Stopwatch.GetElapsedTime(start).TotalSeconds);
    }

    /// <summary>Training time runs from a loss report, or an epoch's evaluation, to the next loss report.</summary>
    private sealed class Clock(int epochs, RunControl control) : IRunReporter
    {
        private readonly Lock _gate = new();
        private long _began;
        private double _training, _evaluation, _resume;
        private int _steps;

        public void Report(RunReport report)
        {
            lock (_gate)
            {
                long now = Stopwatch.GetTimestamp();
                double passed = Stopwatch.GetElapsedTime(_began, now).TotalSeconds;
                switch (report)
                {
                    case BaselineReport:
                        break; // the last before the first step
                    case LossReport losses:
                        _training += passed;
                        _steps += losses.Losses.Length;
                        break;
                    case EvaluationReport evaluation:
                        _evaluation += passed;
                        if (evaluation.Epoch == epochs)
                        {
                            control.End(StopRequest.Pause);
                        }

                        break;
                    case CheckpointReport { Kind: CheckpointKind.Last }:
                        _resume = passed;
                        break;
                    case EndedReport { State: not RunState.Paused } ended:
                        throw new InvalidOperationException(ended.Reason);
                    default:
                        return; // beside the training
                }

                _began = now;
            }
        }

        public IReadOnlyList<RunReport> Unacknowledged() => [];

        public Figures Figures() => new()
        {
            PairsPerSecond = _steps * 32 / _training, TrainingSeconds = _training, EvaluationSeconds = _evaluation, ResumeSeconds = _resume,
        };
    }
}
