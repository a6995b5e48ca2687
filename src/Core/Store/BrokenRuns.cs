using SiameseSweep.Core.Events;
using SiameseSweep.Core.Runs;

namespace SiameseSweep.Core.Store;

/// <summary>Runs that failed for another reason than their own numbers (CONTRACT §1: exit code 1).</summary>
public static class BrokenRuns
{
    /// <summary>Counts a sweep's.</summary>
    public static int Count(IRecordReader record, string sweepId)
    {
        IReadOnlyList<RunRow> failed = record.Runs(new RunQuery(sweepId, RunState.Failed));
        if (failed.Count == 0)
        {
            return 0;
        }

        HashSet<RunId?> diverged = [.. record.NewestEvents(sweepId, [EventKinds.NonFinite], int.MaxValue).Select(e => e.RunId)];
        return failed.Count(run => !diverged.Contains(run.RunId));
    }
}
