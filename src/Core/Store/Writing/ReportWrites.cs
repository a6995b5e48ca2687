using SiameseSweep.Core.Events;
using SiameseSweep.Core.Runs;

namespace SiameseSweep.Core.Store.Writing;

/// <summary>Writes of a training run's reports. Fenced by attempt and token; idempotent.</summary>
internal static class ReportWrites
{
    /// <summary>State of the run while its reports are applied.</summary>
    internal sealed class RunFence
    {
        public required long Key { get; init; }
        public required long SweepKey { get; init; }
        public required string State { get; set; }
        public required long Attempt { get; init; }
        public required string? Token { get; init; }
        public required long Sequence { get; init; }
        public required long? StepsPerEpoch { get; set; }
        public required long Step { get; set; }
        public required long Epoch { get; set; }
        public bool BegunAgain { get; set; }
    }

    public static ReportAck Apply(WriteContext context, ReportBatch batch)
    {
        RunFence? run = context.Sql.First(
            "SELECT run_key, sweep_key, state, attempt, lease_token, sequence, steps_per_epoch, step, epoch FROM stored_runs "
                + "WHERE run_id = $1",
            r => new RunFence
            {
                Key = r.GetInt64(0), SweepKey = r.GetInt64(1), State = r.GetString(2), Attempt = r.GetInt64(3),
                Token = r.IsDBNull(4) ? null : r.GetString(4), Sequence = r.GetInt64(5),
                StepsPerEpoch = r.IsDBNull(6) ? null : r.GetInt64(6), Step = r.GetInt64(7), Epoch = r.GetInt64(8),
            },
            batch.Run.ToString());
        if (run is null)
        {
            return new ReportAck(false, 0);
        }

        RunState state = States.ParseRunState(run.State);
        if (run.Attempt != batch.Attempt || run.Token != batch.LeaseToken)
        {
            context.EventOnce(new AttemptSuperseded(batch.Attempt, (int)run.Attempt), batch.Run);
            return new ReportAck(false, 0);
        }

        // A paused run keeps its token, so that its last batch may come again when the acknowledgement was lost.
        if (state is not (RunState.Running or RunState.Paused))
        {
            return new ReportAck(false, run.Sequence);
        }

        bool accepted = true;
        long sequence = batch.FirstSequence;
        foreach (RunReport report in batch.Reports)
        {
            if (sequence++ > run.Sequence && !Apply(context, batch.Run, run, report))
            {
                accepted = false;
                break;
            }
        }

        long last = Math.Max(run.Sequence, sequence - 1);
        context.Sql.Execute(
            "UPDATE stored_runs SET sequence = $2, step = max(step, $3), epoch = max(epoch, $4), steps_per_epoch = $5 WHERE run_key = $1",
            run.Key, last, run.Step, run.Epoch, run.StepsPerEpoch);
        return new ReportAck(accepted, last) { BegunAgain = run.BegunAgain };
    }

    private static bool Apply(WriteContext context, RunId id, RunFence run, RunReport report)
    {
        switch (report)
        {
            case StartedReport started:
                return Start(context, id, run, started);
            case LossReport losses:
                LossWrites.Save(context, id, run, losses);
                break;
            case PairBookReport book:
                EvaluationWrites.Save(context, book);
                break;
            case EvaluationReport evaluation:
                EvaluationWrites.Save(context, id, run, evaluation);
                break;
            case EmbeddingReport embedding:
                EvaluationWrites.Save(context, id, run, embedding);
                break;
            case BaselineReport baseline:
                EvaluationWrites.Save(context, id, run, baseline);
                break;
            case CheckpointReport checkpoint:
                CheckpointWrites.Save(context, id, run.Key, checkpoint);
                break;
            case EventReport happened:
                context.EventOnce(happened.Kind, happened.Detail, id);
                break;
            case EndedReport ended:
                run.Step = Math.Max(run.Step, ended.Step);
                run.Epoch = Math.Max(run.Epoch, ended.Epoch);
                RunWrites.Move(context, id, run.Key, ended.State, End(ended) with
                {
                    Attempt = (int)run.Attempt, Epoch = ended.Epoch, Step = ended.Step, Reason = ended.Reason,
                });
                break;
            default:
                throw new InvalidOperationException($"The record does not know reports of type {report.GetType().Name}.");
        }

        return true;
    }

    private static RunMoved End(EndedReport ended) => ended switch
    {
        { State: RunState.Queued, Cause: FailureCause.Worker } => new RunQueued { Cause = QueueCause.Worker },
        { State: RunState.Pruned, Hopeless: true } => new RunPruned { Hopeless = true },
        _ => RunMoved.To(ended.State),
    };

    private static bool Start(WriteContext context, RunId id, RunFence run, StartedReport started)
    {
        context.Sql.Execute(
            "UPDATE stored_sweeps SET fingerprint = $2 WHERE sweep_key = $1 AND fingerprint IS NULL",
            run.SweepKey,
            started.DatasetFingerprint);
        string expected = (string)context.Sql.Scalar("SELECT fingerprint FROM stored_sweeps WHERE sweep_key = $1", run.SweepKey)!;
        if (expected != started.DatasetFingerprint)
        {
            context.Event(new FingerprintMismatch(expected, started.DatasetFingerprint), id);
            RunWrites.Move(context, id, run.Key, RunState.Queued, new RunQueued
            {
                From = States.ParseRunState(run.State), Attempt = (int)run.Attempt, Epoch = (int)run.Epoch, Step = (int)run.Step,
                Cause = QueueCause.Worker,
                Reason = $"The images here (fingerprint {Short(started.DatasetFingerprint)}) are not those that the sweep began with "
                    + $"({Short(expected)}); give this worker the same data.",
            });
            return false;
        }

        if (started.Basis is { } basis)
        {
            BeginAgainOnAnother(context, id, run, started.FromStep, basis);
        }

        context.Sql.Execute(
            "UPDATE stored_runs SET training_people = coalesce($2, training_people), training_images = coalesce($3, training_images) "
                + "WHERE run_key = $1",
            run.Key, started.TrainingPeople, started.TrainingImages);
        run.StepsPerEpoch = started.StepsPerEpoch;
        context.Touched(id.SweepId, id, ChangeKinds.Runs);
        if (started.FromStep > 0)
        {
            context.Event(new Resumed((int)run.Attempt, started.FromStep), id);
        }

        return true;
    }

    // Resume state of another basis is not gone on with, so the run has begun at its first step, and every row it makes differs
    // from the one before: kept,
    // they would make one history of two trainings.
    private static void BeginAgainOnAnother(WriteContext context, RunId id, RunFence run, int fromStep, string basis)
    {
        string? before = context.Sql.Scalar("SELECT basis FROM stored_runs WHERE run_key = $1", run.Key) as string;
        context.Sql.Execute("UPDATE stored_runs SET basis = $2 WHERE run_key = $1", run.Key, basis);
        if (before is null || before == basis || run.Step <= fromStep)
        {
            return;
        }

        context.Event(new BegunAgain((int)run.Attempt, basis, before, (int)run.Step), id);
        foreach (
            string table in (string[])["stored_losses", "stored_evaluations", "stored_scores", "stored_embeddings", "stored_baselines"])
        {
            context.Sql.Execute($"DELETE FROM {table} WHERE run_key = $1", run.Key);
        }

        CheckpointWrites.Drop(context, id, run.Key, CheckpointKind.Best);
        CheckpointWrites.Drop(context, id, run.Key, CheckpointKind.Last);
        context.Sql.Execute("UPDATE stored_runs SET step = 0, epoch = 0 WHERE run_key = $1", run.Key);
        (run.Step, run.Epoch, run.BegunAgain) = (0, 0, true);
        context.Touched(id.SweepId, id, ChangeKinds.Losses | ChangeKinds.Evaluations | ChangeKinds.Checkpoints | ChangeKinds.Runs);
    }

    private static string Short(string fingerprint) => fingerprint.Length > 12 ? fingerprint[..12] : fingerprint;
}
