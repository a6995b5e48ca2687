namespace SiameseSweep.Core.Events;

/// <summary>The kinds of rows in <c>events</c>. Each has a record with its fields (<see cref="RecordedEvent"/>).</summary>
public static class EventKinds
{
    /// <summary>A sweep was submitted.</summary>
    public const string SweepCreated = "sweep_created";

    /// <summary>A sweep runs, or runs again.</summary>
    public const string SweepRunning = "sweep_running";

    /// <summary>A sweep is paused.</summary>
    public const string SweepPaused = "sweep_paused";

    /// <summary>Every run of a sweep reached its end.</summary>
    public const string SweepFinished = "sweep_finished";

    /// <summary>A user ended a sweep.</summary>
    public const string SweepStopped = "sweep_stopped";

    /// <summary>A sweep ended without a result.</summary>
    public const string SweepFailed = "sweep_failed";

    /// <summary>More trials or epochs.</summary>
    public const string SweepExtended = "sweep_extended";

    /// <summary>A sweep and all that belonged to it was removed.</summary>
    public const string SweepDeleted = "sweep_deleted";

    /// <summary>A trial was added.</summary>
    public const string TrialProposed = "trial_proposed";

    /// <summary>An attempt got a device.</summary>
    public const string RunStarted = "run_started";

    /// <summary>An attempt resumed from saved state, or could not.</summary>
    public const string Resumed = "resumed";

    /// <summary>A run started over on another device kind or with another number of threads.</summary>
    public const string BegunAgain = "begun_again";

    /// <summary>A run waits for a device again.</summary>
    public const string RunQueued = "run_queued";

    /// <summary>A run trained all its epochs.</summary>
    public const string RunFinished = "run_finished";

    /// <summary>A run ended early.</summary>
    public const string RunPruned = "run_pruned";

    /// <summary>A run cannot be trained.</summary>
    public const string RunFailed = "run_failed";

    /// <summary>A user ended a run.</summary>
    public const string RunStopped = "run_stopped";

    /// <summary>A run saved its state and gave its slot back.</summary>
    public const string RunPaused = "run_paused";

    /// <summary>A run and all that belonged to it was removed.</summary>
    public const string RunDeleted = "run_deleted";

    /// <summary>A report of an attempt that is no longer the run's was refused.</summary>
    public const string AttemptSuperseded = "attempt_superseded";

    /// <summary>A worker cannot train the sweep, so it gets no more runs of it.</summary>
    public const string WorkerRefused = "worker_refused";

    /// <summary>A run's data is not the sweep's.</summary>
    public const string FingerprintMismatch = "fingerprint_mismatch";

    /// <summary>A best checkpoint is on disk.</summary>
    public const string CheckpointSaved = "checkpoint_saved";

    /// <summary>Retention removed a checkpoint.</summary>
    public const string CheckpointRemoved = "checkpoint_removed";

    /// <summary>A file that the record no longer needs could not be removed.</summary>
    public const string FileNotRemoved = "file_not_removed";

    /// <summary>A run's embeddings have collapsed to a point.</summary>
    public const string Collapsed = "collapsed";

    /// <summary>A run's loss stays at its chance level.</summary>
    public const string AtChance = "at_chance";

    /// <summary>A run that had collapsed or was at chance is so no more.</summary>
    public const string Recovered = "recovered";

    /// <summary>A run's first weights were dead, so others were drawn.</summary>
    public const string DeadInitialization = "dead_initialization";

    /// <summary>A baseline cannot be made of a run's training people.</summary>
    public const string BaselineImpossible = "baseline_impossible";

    /// <summary>A loss is not a finite number.</summary>
    public const string NonFinite = "non_finite";

    /// <summary>A pruner judged a run.</summary>
    public const string PruneDecision = "prune_decision";

    /// <summary>A repeated step gave another loss than the first time.</summary>
    public const string LossMismatch = "loss_mismatch";

    /// <summary>Losses arrived that leave steps out.</summary>
    public const string LossGap = "loss_gap";

    /// <summary>Every kind, in the order of <see cref="RecordedEvent"/>'s table.</summary>
    public static IReadOnlyList<string> All => EventJson.Kinds;
}
