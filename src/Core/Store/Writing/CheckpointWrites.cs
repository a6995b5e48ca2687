using SiameseSweep.Core.Events;
using SiameseSweep.Core.Runs;

namespace SiameseSweep.Core.Store.Writing;

/// <summary>Writes that add and remove checkpoints. Rows change first, files after the commit.</summary>
internal static class CheckpointWrites
{
    public static void Save(WriteContext context, RunId run, long key, CheckpointReport report)
    {
        string kind = ColumnText.Name(report.Kind);
        (long Epoch, string Path)? earlier = context.Sql.First<(long, string)?>(
            "SELECT epoch, path FROM stored_checkpoints WHERE run_key = $1 AND kind = $2", r => (r.GetInt64(0), r.GetString(1)), key, kind);
        if (earlier is { } row && row.Path != report.Path)
        {
            if (report.Kind == CheckpointKind.Best && row.Epoch > report.Epoch)
            {
                // Repeated steps make earlier epochs' files again; the later one on record is still there and still right. Not so of
                // resume states: an attempt that repeats steps does so because the later one could not be used.
                context.SupersededFiles.Add(report.Path);
                return;
            }

            context.SupersededFiles.Add(row.Path);
        }

        context.Sql.Execute(
            "INSERT OR REPLACE INTO stored_checkpoints (run_key, kind, epoch, path, bytes, sha256) VALUES ($1, $2, $3, $4, $5, $6)",
            key, kind, report.Epoch, report.Path, report.Bytes, report.Sha256);
        context.Touched(run.SweepId, run, ChangeKinds.Checkpoints);
        if (report.Kind == CheckpointKind.Best)
        {
            context.EventOnce(new CheckpointSaved(report.Epoch, report.Path, report.Bytes), run);
        }
    }

    public static void Drop(WriteContext context, RunId run, long key, CheckpointKind kind)
    {
        if (context.Sql.Scalar("DELETE FROM stored_checkpoints WHERE run_key = $1 AND kind = $2 RETURNING path", key, ColumnText.Name(kind))
            is string path)
        {
            context.SupersededFiles.Add(path);
            context.Touched(run.SweepId, run, ChangeKinds.Checkpoints);
        }
    }

    public static void Remove(WriteContext context, IReadOnlyList<CheckpointRow> checkpoints)
    {
        foreach (CheckpointRow checkpoint in checkpoints)
        {
            string kind = ColumnText.Name(checkpoint.Kind);
            if (context.RunKey(checkpoint.RunId) is not { } key
                || context.Sql.Execute(
                    "DELETE FROM stored_checkpoints WHERE run_key = $1 AND kind = $2 AND path = $3",
                    key,
                    kind,
                    checkpoint.Path
                ) == 0)
            {
                continue;
            }

            context.SupersededFiles.Add(checkpoint.Path);
            context.Touched(checkpoint.RunId.SweepId, checkpoint.RunId, ChangeKinds.Checkpoints);
            context.Event(new CheckpointRemoved(checkpoint.Kind, checkpoint.Epoch, checkpoint.Path), checkpoint.RunId);
        }
    }
}
