using SiameseSweep.Core.Runs;
using SiameseSweep.Core.Sweeps;
using SiameseSweep.Training.Runs;

namespace SiameseSweep.Bench.Cluster;

/// <summary>Trains nothing: reports losses as fast as they are taken, in reports of a set length.</summary>
/// <param name="losses">Losses of a run.</param>
/// <param name="perReport">Losses of a report.</param>
internal sealed class LossTrainer(int losses, int perReport) : ITrainer
{
    public void Train(RunAssignment assignment, TrainingContext context)
    {
        context.Reporter.Report(new StartedReport("nothing", 0, losses));
        for (int first = 1; first <= losses; first += perReport)
        {
            context.Reporter.Report(new LossReport(first, [.. Enumerable.Range(first, perReport).Select(step => 1f / step)]));
        }

        context.Reporter.Report(new EndedReport(RunState.Finished, null, assignment.Configuration.Epochs, losses));
    }
}
