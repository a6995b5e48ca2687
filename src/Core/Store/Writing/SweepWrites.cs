using System.Text.Json;
using SiameseSweep.Core.Events;
using SiameseSweep.Core.Runs;
using SiameseSweep.Core.Sweeps;

namespace SiameseSweep.Core.Store.Writing;

/// <summary>Writes that change sweeps and their trials.</summary>
internal static class SweepWrites
{
    public static void Create(WriteContext context, string sweepId, SweepDefinition definition)
    {
        if (context.Sql.Scalar("SELECT 1 FROM stored_sweeps WHERE sweep_id = $1", sweepId) is not null)
        {
            throw new UserErrorException($"There is a sweep {sweepId} already; submit again to get another id.");
        }

        context.Sql.Execute(
            """
            INSERT INTO stored_sweeps (sweep_id, name, method, metric, goal, spec_yaml, state, created_at, dataset)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
            """,
            sweepId, definition.Name, definition.Method, definition.Metric.Name, ColumnText.Name(definition.Metric.Goal), definition.Yaml,
            SweepState.Running.Name(), context.Now, JsonSerializer.Serialize(definition.Siamese.Dataset));
        context.Touched(sweepId, null, ChangeKinds.Sweep);
        context.Event(new SweepCreated(definition.Name, definition.Method), sweepId);
    }

    public static void SetState(WriteContext context, string sweepId, SweepState state, string? reason)
    {
        context.SweepKey(sweepId);
        context.Sql.Execute(
            "UPDATE stored_sweeps SET state = $2, finished_at = $3 WHERE sweep_id = $1",
            sweepId, state.Name(), state.IsFinal() ? context.Now : null);
        context.Touched(sweepId, null, ChangeKinds.Sweep);
        context.Event(SweepMoved.To(state, reason), sweepId);
    }

    public static IReadOnlyList<RunId> Change(WriteContext context, SweepChange change)
    {
        long key = context.SweepKey(change.SweepId);
        if (change.RunCap is not null || change.Epochs is not null)
        {
            Extend(context, key, change);
        }

        if (change.Move is { } move)
        {
            SetState(context, change.SweepId, move.State, move.Reason);
        }

        if (change.Runs is not { } runs)
        {
            return [];
        }

        List<RunId> moved =
        [
            .. context.Sql.All(
                    """
                    SELECT r.run_id, r.state FROM stored_runs r JOIN stored_trials t ON t.sweep_key = r.sweep_key AND t.trial = r.trial
                    WHERE r.sweep_key = $1 AND (t.refit_of IS NULL OR NOT $2) ORDER BY r.trial, r.replicate, r.fold
                    """,
                    r => (Run: r.GetString(0), State: r.GetString(1)),
                    key,
                    change.NotRefits)
                .Where(run => runs.From.Contains(States.ParseRunState(run.State)))
                .Select(run => RunId.Parse(run.Run)),
        ];
        moved.ForEach(run => RunWrites.SetState(context, run, runs.From, runs.To, runs.Reason));
        return moved;
    }

    private static void Extend(WriteContext context, long key, SweepChange change)
    {
        context.Sql.Execute(
            "UPDATE stored_sweeps SET run_cap = coalesce($2, run_cap), epochs = coalesce($3, epochs) WHERE sweep_key = $1",
            key, change.RunCap, change.Epochs);
        context.Touched(change.SweepId, null, ChangeKinds.Sweep);
        context.Event(new SweepExtended(change.RunCap, change.Epochs), change.SweepId);
    }

    public static bool AddTrial(WriteContext context, NewTrial trial)
    {
        long sweep = context.SweepKey(trial.SweepId);

        // Trials are added before the one before them is known to be on record; a number is never left out.
        int added = context.Sql.Execute(
            """
            INSERT INTO stored_trials (sweep_key, trial, parameters, explanation, refit_of, refit_threshold) SELECT $1, $2, $3, $4, $5, $6
            WHERE $2 = (SELECT coalesce(max(trial) + 1, 0) FROM stored_trials WHERE sweep_key = $1)
            """,
            sweep, trial.Trial, TrialParameters.ToJson(trial.Configuration), trial.Explanation, trial.Refit?.Winner,
            trial.Refit?.Threshold);
        if (added == 0)
        {
            return false;
        }

        foreach ((RunId run, long seed) in trial.Runs)
        {
            context.Sql.Execute(
                """
                INSERT INTO stored_runs (run_id, sweep_key, trial, replicate, fold, state, seed, created_at)
                VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
                """,
                run.ToString(), sweep, run.Trial, run.Replicate, run.Fold, RunState.Queued.Name(), seed, context.Now);
            context.Touched(trial.SweepId, run, ChangeKinds.Runs);
        }

        context.Event(new TrialProposed(trial.Trial, trial.Runs.Count, JsonElement.Parse(trial.Explanation)), trial.SweepId);
        return true;
    }
}
