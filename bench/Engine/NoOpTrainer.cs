using SiameseSweep.Core.Runs;
using SiameseSweep.Core.Sweeps;
using SiameseSweep.Training.Runs;

namespace SiameseSweep.Bench.Engine;

/// <summary>
/// Trains nothing: reports as many evaluated epochs as it is asked for, at once, and ends. What peers/optuna_overhead.py reports.
/// </summary>
internal sealed class NoOpTrainer : ITrainer
{
    public void Train(RunAssignment assignment, TrainingContext context)
    {
        context.Reporter.Report(new StartedReport("nothing", 0, 1));
        int epochs = assignment.Configuration.Epochs;
        for (int epoch = 1; epoch <= epochs; epoch++)
        {
            context.Reporter.Report(
                new EvaluationReport(
                    epoch,
                    epoch,
                    new Dictionary<string, double> { [assignment.Metric.Name] = assignment.Configuration.LearningRate * epoch },
                    0,
                    false,
                    null,
                    null));
        }

        context.Reporter.Report(new EndedReport(RunState.Finished, null, epochs, epochs));
    }
}
