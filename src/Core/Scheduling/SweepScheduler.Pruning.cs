using SiameseSweep.Core.Pruners;
using SiameseSweep.Core.Runs;

namespace SiameseSweep.Core.Scheduling;

// Values of epochs, and what the pruner makes of them.
public sealed partial class SweepScheduler
{
    private readonly IPruner? _pruner = PrunerRegistry.For(definition.EarlyTerminate);

    /// <summary>An evaluated epoch is on record. Returns the pruner's decision when it has one.</summary>
    public PruneDecision? OnEvaluation(ScheduledRun run, int epoch, double value)
    {
        if (_trials[run.Run.Trial].Refit is not null || !run.OnEvaluation(epoch, value))
        {
            return null;
        }

        Refresh(run.Run.Trial);
        return Judge(run);
    }

    /// <summary>The pruner's decision about a running run as it stands, when it has one.</summary>
    public PruneDecision? Judge(ScheduledRun run)
    {
        if (_pruner is null
            || _trials[run.Run.Trial].Refit is not null
            || run.State != RunState.Running
            || run.Asked >= StopRequest.Prune)
        {
            return null;
        }

        MetricSeries Series(ScheduledRun r) => new(r.Run.Trial, r.Values);
        return _pruner.Judge(
            new PruningContext(
                Series(run),
                [
                    .. _trials.Where(t => t.Refit is null && t.Trial != run.Run.Trial)
                        .Select(t => Peer(t, run.Run)).OfType<ScheduledRun>().Select(Series),
                ],
                definition.Metric));
    }

    /// <summary>Waiting runs of a trial whose first run was pruned: they are not started.</summary>
    public IReadOnlyList<ScheduledRun> NotToStart(int trial) =>
        _trials[trial].Runs.FirstOrDefault()?.State == RunState.Pruned ? [.. _trials[trial].Runs.Where(_waiting.Contains)] : [];

    private static ScheduledRun? Peer(ScheduledTrial trial, RunId run) =>
        trial.Runs.FirstOrDefault(r => r.Run.Replicate == run.Replicate && r.Run.Fold == run.Fold);
}
