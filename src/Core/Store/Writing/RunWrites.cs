using SiameseSweep.Core.Events;
using SiameseSweep.Core.Runs;

namespace SiameseSweep.Core.Store.Writing;

/// <summary>Writes that change a run's state.</summary>
internal static class RunWrites
{
    public static int? StartAttempt(WriteContext context, NewAttempt start)
    {
        long? attempt =
            context.Sql.Scalar(
                """
                UPDATE stored_runs SET state = 'running', attempt = attempt + 1, lease_token = $2, sequence = 0,
                    device = $3, silo = $4, threads = $5,
                    started_at = coalesce(started_at, $6), finished_at = NULL, reason = NULL
                WHERE run_id = $1 AND state IN ('queued', 'paused')
                RETURNING attempt
                """,
                start.Run.ToString(),
                start.LeaseToken,
                start.Device,
                start.Silo,
                start.Threads,
                context.Now
            ) as long?;
        if (attempt is null)
        {
            return null;
        }

        context.Touched(start.Run.SweepId, start.Run, ChangeKinds.Runs);
        context.Event(new RunStarted((int)attempt.Value, start.Device, start.Silo, start.Threads, start.OnHead ? true : null), start.Run);
        return (int)attempt.Value;
    }

    public static bool SetState(
        WriteContext context, RunId run, IReadOnlyCollection<RunState> expected, RunState state, string? reason, QueueCause? cause = null)
    {
        (long Key, string State, long Attempt, long Epoch, long Step)? row = context.Sql.First<(long, string, long, long, long)?>(
            "SELECT run_key, state, attempt, epoch, step FROM stored_runs WHERE run_id = $1",
            r => (r.GetInt64(0), r.GetString(1), r.GetInt64(2), r.GetInt64(3), r.GetInt64(4)), run.ToString());
        if (row is not { } found || !expected.Contains(States.ParseRunState(found.State)))
        {
            return false;
        }

        // Without a token the attempt that had it can write no more.
        context.Sql.Execute("UPDATE stored_runs SET lease_token = NULL WHERE run_key = $1", found.Key);
        RunMoved moved = state == RunState.Queued ? new RunQueued { Cause = cause } : RunMoved.To(state);
        Move(
            context,
            run,
            found.Key,
            state,
            moved with
            {
                From = States.ParseRunState(found.State),
                Attempt = (int)found.Attempt,
                Epoch = (int)found.Epoch,
                Step = (int)found.Step,
                Reason = reason,
            });
        return true;
    }

    /// <summary>Moves a run, with the event that says so; a final state drops what is needed only to go on training.</summary>
    public static void Move(WriteContext context, RunId run, long key, RunState state, RunMoved moved)
    {
        context.Sql.Execute(
            "UPDATE stored_runs SET state = $2, finished_at = $3, reason = $4 WHERE run_key = $1",
            key, state.Name(), state.IsFinal() ? context.Now : null, moved.Reason);
        context.Touched(run.SweepId, run, ChangeKinds.Runs);
        context.Event(moved, run);
        if (state.IsFinal())
        {
            CheckpointWrites.Drop(context, run, key, CheckpointKind.Last);
            context.SupersededDirectories.Add(context.Home.ResumeOf(run));
        }
    }
}
