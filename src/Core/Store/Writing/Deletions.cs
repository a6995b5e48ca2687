using SiameseSweep.Core.Events;
using SiameseSweep.Core.Runs;
using SiameseSweep.Core.Store.Reading;

namespace SiameseSweep.Core.Store.Writing;

/// <summary>Deletion of runs and sweeps with everything that belongs to them.</summary>
internal static class Deletions
{
    private static readonly string[] TablesByRun =
    [
        "stored_losses",
        "stored_evaluations",
        "stored_scores",
        "stored_embeddings",
        "stored_baselines",
        "stored_checkpoints",
        "stored_annotations",
        "stored_runs",
    ];

    public static void Run(WriteContext context, RunId run)
    {
        if (context.RunKey(run) is not { } key)
        {
            throw new UserErrorException($"There is no run {run}; 'runs' lists them.");
        }

        // Its events go with it, but the time was used: a sweep's budget is added up from them.
        double seconds = RecordedDeviceTime.Of(RunQueries.Events(context.Sql, null, run, 0, int.MaxValue))
            .Until(ColumnText.Time(context.Now))
            .TotalSeconds;
        Remove(context, run, key);
        context.Event(new RunDeleted(run.ToString(), seconds), run.SweepId);
    }

    public static void Sweep(WriteContext context, string sweepId)
    {
        long key = context.SweepKey(sweepId);
        string name = (string)context.Sql.Scalar("SELECT name FROM stored_sweeps WHERE sweep_key = $1", key)!;
        List<(RunId Run, long Key)> runs = context.Sql.All(
            "SELECT run_id, run_key FROM stored_runs WHERE sweep_key = $1", r => (RunId.Parse(r.GetString(0)), r.GetInt64(1)), key);
        foreach ((RunId run, long runKey) in runs)
        {
            Remove(context, run, runKey);
        }

        context.Sql.Execute("DELETE FROM stored_trials WHERE sweep_key = $1", key);
        context.Sql.Execute("DELETE FROM stored_sweeps WHERE sweep_key = $1", key);
        context.Sql.Execute("DELETE FROM events WHERE sweep_id = $1", sweepId);
        context.SupersededDirectories.Add(Path.GetDirectoryName(context.Home.CheckpointsOf(new RunId(sweepId, 0, 0, 0)))!);
        context.SupersededDirectories.Add(Path.GetDirectoryName(context.Home.ResumeOf(new RunId(sweepId, 0, 0, 0)))!);
        context.Touched(sweepId, null, ChangeKinds.Sweep);
        context.Event(new SweepDeleted(name, runs.Count), sweepId);
    }

    private static void Remove(WriteContext context, RunId run, long key)
    {
        foreach (string table in TablesByRun)
        {
            context.Sql.Execute($"DELETE FROM {table} WHERE run_key = $1", key);
        }

        context.Sql.Execute("DELETE FROM events WHERE run_id = $1", run.ToString());
        context.SupersededDirectories.Add(context.Home.CheckpointsOf(run));
        context.SupersededDirectories.Add(context.Home.ResumeOf(run));
        context.Touched(run.SweepId, run, ChangeKinds.Runs);
    }
}
