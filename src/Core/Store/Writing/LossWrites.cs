using Microsoft.Data.Sqlite;
using SiameseSweep.Core.Events;
using SiameseSweep.Core.Runs;

namespace SiameseSweep.Core.Store.Writing;

/// <summary>The hot path: one row an optimizer step.</summary>
internal static class LossWrites
{
    public static void Save(WriteContext context, RunId id, ReportWrites.RunFence run, LossReport report)
    {
        if (report.Losses.Length == 0)
        {
            return;
        }

        if (report.FirstStep > run.Step + 1)
        {
            context.EventOnce(new LossGap((int)run.Step, report.FirstStep), id);
        }

        SqliteCommand insert = context.Sql.Prepare("INSERT OR IGNORE INTO stored_losses (run_key, step, loss) VALUES ($1, $2, $3)", 3);
        insert.Parameters[0].Value = run.Key;
        for (int i = 0; i < report.Losses.Length; i++)
        {
            float loss = report.Losses[i];
            insert.Parameters[1].Value = (long)report.FirstStep + i;
            insert.Parameters[2].Value = ColumnText.Real(loss);
            if (insert.ExecuteNonQuery() == 0)
            {
                Compare(context, id, run.Key, report.FirstStep + i, loss);
            }
        }

        run.Step = Math.Max(run.Step, report.FirstStep + report.Losses.Length - 1);
        if (run.StepsPerEpoch is > 0)
        {
            run.Epoch = Math.Max(run.Epoch, run.Step / run.StepsPerEpoch.Value);
        }

        context.Touched(id.SweepId, id, ChangeKinds.Losses);
    }

    private static void Compare(WriteContext context, RunId id, long key, int step, float loss)
    {
        double recorded =
            context.Sql.Scalar("SELECT loss FROM stored_losses WHERE run_key = $1 AND step = $2", key, step) as double? ?? double.NaN;
        if (!recorded.Equals(loss))
        {
            context.EventOnce(new LossMismatch(step, recorded, loss), id);
        }
    }
}
