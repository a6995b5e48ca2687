using System.Collections.Concurrent;
using SiameseSweep.Core.Runs;
using SiameseSweep.Core.Sweeps;
using SiameseSweep.Training.Runs;

namespace SiameseSweep.Grains.Tests;

/// <summary>
/// Trains nothing: reports, at the pace a test sets, losses and evaluations that are a function of run and step alone. Keeps its
/// place in a file as the real one does, and goes on from there.
/// </summary>
internal sealed class ScriptedTrainer : ITrainer
{
    public const int StepsPerEpoch = 4;

    private readonly ConcurrentDictionary<RunId, List<int>> _attempts = [];
    private readonly ConcurrentDictionary<RunId, SemaphoreSlim> _gates = [];

    /// <summary>The value of the metric at an epoch.</summary>
    public Func<RunId, int, double> Value { get; set; } = (run, epoch) => 0.5 - (0.01 * epoch) + (0.001 * run.Trial);

    /// <summary>Runs whose every epoch waits for <see cref="Release"/>.</summary>
    public Func<RunId, bool> Gated { get; set; } = _ => false;

    /// <summary>The basis of its bits; a resume state made under another basis is not used.</summary>
    public string? Basis { get; set; }

    /// <summary>Whether every epoch leaves a best checkpoint.</summary>
    public bool Checkpoints { get; set; }

    /// <summary>Replaces the start of an attempt; null trains as usual.</summary>
    public Action<RunAssignment, IRunReporter>? Instead { get; set; }

    public IReadOnlyDictionary<RunId, List<int>> Attempts => _attempts;

    public void Release(RunId run, int epochs) => Gate(run).Release(epochs);

    public void Train(RunAssignment assignment, TrainingContext context)
    {
        RunId run = assignment.Run;
        lock (_attempts)
        {
            _attempts.GetOrAdd(run, _ => []).Add(assignment.Attempt);
        }

        if (Instead is { } instead)
        {
            instead(assignment, context.Reporter);
            return;
        }

        string file = Path.Combine(context.Home.ResumeOf(run), "epoch" + Basis);
        int epoch = File.Exists(file) ? int.Parse(File.ReadAllText(file), System.Globalization.CultureInfo.InvariantCulture) : 0;
        context.Reporter.Report(new StartedReport("print", epoch * StepsPerEpoch, StepsPerEpoch, Basis));
        while (epoch < assignment.Configuration.Epochs)
        {
            if (Gated(run) && !Wait(run, context.Control))
            {
                Leave(context, epoch);
                return;
            }

            epoch++;
            context.Reporter.Report(
                new LossReport(
                    ((epoch - 1) * StepsPerEpoch) + 1,
                    [.. Enumerable.Range(1, StepsPerEpoch).Select(i => 1f / (((epoch - 1) * StepsPerEpoch) + i))]));
            context.Reporter.Report(
                new EvaluationReport(epoch, epoch * StepsPerEpoch, new() { ["validation.eer"] = Value(run, epoch) }, 1, false, null, null));
            if (Checkpoints)
            {
                string weights = Path.Combine(context.Home.CheckpointsOf(run), $"best-{epoch}.safetensors");
                Directory.CreateDirectory(Path.GetDirectoryName(weights)!);
                File.WriteAllText(weights, run.ToString());
                context.Reporter.Report(new CheckpointReport(epoch, CheckpointKind.Best, context.Home.Relative(weights), 1, "00"));
            }

            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            File.WriteAllText(file, epoch.ToString(System.Globalization.CultureInfo.InvariantCulture));
            if (context.Control.Request != StopRequest.None)
            {
                Leave(context, epoch);
                return;
            }
        }

        context.Reporter.Report(new EndedReport(RunState.Finished, null, epoch, epoch * StepsPerEpoch));
    }

    private static void Leave(TrainingContext context, int epoch)
    {
        if (context.Control.Request.EndsAs() is { } state)
        {
            context.Reporter.Report(new EndedReport(state, context.Control.Reason, epoch, epoch * StepsPerEpoch));
        }
    }

    private bool Wait(RunId run, RunControl control)
    {
        while (Gated(run) && !Gate(run).Wait(5))
        {
            if (control.Request != StopRequest.None)
            {
                return false;
            }
        }

        return true;
    }

    private SemaphoreSlim Gate(RunId run) => _gates.GetOrAdd(run, _ => new SemaphoreSlim(0));
}
