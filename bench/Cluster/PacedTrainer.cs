using System.Collections.Concurrent;
using System.Diagnostics;
using SiameseSweep.Core.Runs;
using SiameseSweep.Core.Sweeps;
using SiameseSweep.Training.Runs;

namespace SiameseSweep.Bench.Cluster;

/// <summary>
/// Trains nothing for a time, a third more or less so that slots do not end all at once, and notes for how long each slot stood
/// empty between two runs.
/// </summary>
internal sealed class PacedTrainer(TimeSpan length) : ITrainer
{
    [ThreadStatic]
    private static long _ended;

    /// <summary>Milliseconds from the end of a slot's run to the start of its next: acknowledgement, decision, lease and start.</summary>
    public ConcurrentBag<double> Gaps { get; } = [];

    public void Train(RunAssignment assignment, TrainingContext context)
    {
        if (_ended != 0)
        {
            Gaps.Add(Stopwatch.GetElapsedTime(_ended).TotalMilliseconds);
        }

        context.Reporter.Report(new StartedReport("nothing", 0, 1));
        using ManualResetEventSlim never = new();
        never.Wait(length * ((2 + (assignment.Run.Trial * 7919 % 1000 / 500.0)) / 3));
        context.Reporter.Report(new LossReport(1, [1f]));
        context.Reporter.Report(
            new EvaluationReport(
                1,
                1,
                new Dictionary<string, double> { [assignment.Metric.Name] = assignment.Configuration.LearningRate },
                0,
                false,
                null,
                null));
        context.Reporter.Report(new EndedReport(RunState.Finished, null, 1, 1));
        _ended = Stopwatch.GetTimestamp();
    }
}
