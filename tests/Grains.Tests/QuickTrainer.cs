using SiameseSweep.Core.Runs;
using SiameseSweep.Core.Sweeps;
using SiameseSweep.Training.Runs;

namespace SiameseSweep.Grains.Tests;

/// <summary>
/// Two steps an epoch; the second trial is bad and waits after its first epoch for what the head makes of that. Keeps no state.
/// </summary>
internal sealed class QuickTrainer : ITrainer, IDisposable
{
    private static readonly double[] Values = [0.2, 0.4, 0.1];
    private readonly CancellationTokenSource _dead = new();

    public bool Gated { get; init; }

    public void Dispose() => _dead.Cancel();

    public void Train(RunAssignment assignment, TrainingContext context)
    {
        RunId run = assignment.Run;
        context.Reporter.Report(new StartedReport("print", 0, 2));
        for (int epoch = 1; epoch <= assignment.Configuration.Epochs; epoch++)
        {
            if (Gated || (run.Trial == 1 && epoch > 1))
            {
                Wait(context.Control);
            }

            if (_dead.IsCancellationRequested || Left(context, epoch - 1))
            {
                return;
            }

            string file = Path.Combine(context.Home.CheckpointsOf(run), $"best-{epoch}.safetensors");
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            File.WriteAllText(file, $"{run} {epoch}");
            context.Reporter.Report(new LossReport((2 * epoch) - 1, [1f / epoch, 0.5f / epoch]));
            context.Reporter.Report(new EvaluationReport(
                epoch, 2 * epoch, new() { ["validation.eer"] = Values[run.Trial] - (0.01 * epoch) }, 1, false, null, null));
            context.Reporter.Report(new CheckpointReport(epoch, CheckpointKind.Best, context.Home.Relative(file), 1, "00"));
        }

        context.Reporter.Report(
            new EndedReport(RunState.Finished, null, assignment.Configuration.Epochs, 2 * assignment.Configuration.Epochs));
    }

    private void Wait(RunControl control)
    {
        while (control.Request == StopRequest.None && !_dead.Token.WaitHandle.WaitOne(2))
        {
        }
    }

    private static bool Left(TrainingContext context, int epoch)
    {
        if (context.Control.Request.EndsAs() is { } state)
        {
            context.Reporter.Report(new EndedReport(state, context.Control.Reason, epoch, 2 * epoch));
        }

        return context.Control.Request != StopRequest.None;
    }
}
