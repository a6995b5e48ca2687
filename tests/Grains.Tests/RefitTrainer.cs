using SiameseSweep.Core.Runs;
using SiameseSweep.Core.Sweeps;
using SiameseSweep.Training.Runs;

namespace SiameseSweep.Grains.Tests;

/// <summary>
/// One step an epoch; the larger the margin, the better the run. The first replicate's best epoch is 1, the second's is 2. Keeps no state.
/// </summary>
internal sealed class RefitTrainer : ITrainer, IDisposable
{
    private readonly CancellationTokenSource _dead = new();

    /// <summary>Whether every run fails.</summary>
    public bool Fails { get; init; }

    /// <summary>Whether a refit waits until it is asked to end.</summary>
    public bool HoldsRefits { get; set; }

    public void Dispose() => _dead.Cancel();

    public void Train(RunAssignment assignment, TrainingContext context)
    {
        RunId run = assignment.Run;
        int epochs = assignment.Configuration.Epochs;
        context.Reporter.Report(new StartedReport("print", 0, 1));
        context.Reporter.Report(new PairBookReport("book", EvaluationSplit.Validation, ["a", "b", "c"], ["p", "p", "q"]));
        if (Fails)
        {
            context.Reporter.Report(new EndedReport(RunState.Failed, "The loss became NaN.", 0, 0, FailureCause.Run));
            return;
        }

        bool refit = assignment.RefitThreshold is not null;
        while (refit && HoldsRefits && context.Control.Request == StopRequest.None && !_dead.Token.WaitHandle.WaitOne(2))
        {
        }

        for (int epoch = 1; epoch <= epochs; epoch++)
        {
            if (_dead.IsCancellationRequested || context.Control.Request != StopRequest.None)
            {
                if (!_dead.IsCancellationRequested && context.Control.Request.EndsAs() is { } state)
                {
                    context.Reporter.Report(new EndedReport(state, context.Control.Reason, epoch - 1, epoch - 1));
                }

                return;
            }

            double eer = 0.5 - (0.1 * assignment.Configuration.Margin!.Value) + (epoch == run.Replicate + 1 ? -0.05 : 0);
            context.Reporter.Report(new LossReport(epoch, [1f / epoch]));
            context.Reporter.Report(
                refit
                    ? new EvaluationReport(
                        epoch, epoch, epoch == epochs ? new() { ["test.eer"] = eer } : [], assignment.RefitThreshold!.Value, false,
                        null, null)
                    : new EvaluationReport(
                        epoch, epoch, new() { ["validation.eer"] = eer }, 1 + run.Replicate, false,
                        new PairScores("book", [0.1f, 0.5f, 0.6f]), null));
        }

        context.Reporter.Report(new EndedReport(RunState.Finished, null, epochs, epochs));
    }
}
