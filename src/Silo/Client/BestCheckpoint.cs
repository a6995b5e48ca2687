using SiameseSweep.Core;
using SiameseSweep.Core.Runs;
using SiameseSweep.Core.Statistics;
using SiameseSweep.Core.Store;

namespace SiameseSweep.Silo.Client;

/// <summary>Which checkpoint a user means by a run's or a sweep's id.</summary>
internal static class BestCheckpoint
{
    /// <exception cref="UserErrorException">There is no such run or sweep, or it has no checkpoint.</exception>
    public static (RunId Run, CheckpointRow Checkpoint) Find(IRecordReader record, IRankings rankings, string runOrSweep, bool swept)
    {
        RunId run = FindRun(record, rankings, runOrSweep, swept);
        CheckpointRow checkpoint =
            record.Checkpoints(run).FirstOrDefault(c => c.Kind == CheckpointKind.Best)
            ?? throw new UserErrorException(
                $"Run {run} has no best checkpoint: none was evaluated yet, or retention removed it (siamese: {{checkpoints: {{keep: "
                    + $"N}}}})."
            );
        return (run, checkpoint);
    }

    private static RunId FindRun(IRecordReader record, IRankings rankings, string runOrSweep, bool swept)
    {
        // A run's id always has a dot after the sweep's; a sweep's has none.
        if (runOrSweep.Contains('.'))
        {
            return record.ResolveRun(runOrSweep).RunId;
        }

        SweepRow sweep = record.ResolveSweep(runOrSweep);
        Ranking ranking = rankings.Of(sweep.SweepId);
        return (swept ? ranking.BestRun : ranking.ChosenRun)
            ?? throw NoneYet(sweep.SweepId);
    }

    /// <summary>Of a sweep without a ranked trial.</summary>
    public static UserErrorException NoneYet(string sweep) =>
        new($"No trial of sweep {sweep} has a value yet, so there is no best checkpoint.", UserErrorCause.Environment);
}
