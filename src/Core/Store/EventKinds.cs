namespace SiameseSweep.Core.Store;

/// <summary>The kinds of rows in <c>events</c>. A row's detail is a JSON object with the numbers named here.</summary>
public static class EventKinds
{
    /// <summary>A sweep was submitted: <c>name</c>, <c>method</c>.</summary>
    public const string SweepCreated = "sweep_created";

    /// <summary>A sweep goes (on): <c>reason</c>.</summary>
    public const string SweepRunning = "sweep_running";

    /// <summary>A sweep holds: <c>reason</c>.</summary>
    public const string SweepPaused = "sweep_paused";

    /// <summary>Every run of a sweep reached its end: <c>reason</c>.</summary>
    public const string SweepFinished = "sweep_finished";

    /// <summary>A user ended a sweep: <c>reason</c>.</summary>
    public const string SweepStopped = "sweep_stopped";

    /// <summary>A sweep ended without a result: <c>reason</c>.</summary>
    public const string SweepFailed = "sweep_failed";

    /// <summary>More trials or epochs: <c>run_cap</c>, <c>epochs</c>.</summary>
    public const string SweepExtended = "sweep_extended";

    /// <summary>A sweep and all that belonged to it was removed: <c>name</c>, <c>runs</c>.</summary>
    public const string SweepDeleted = "sweep_deleted";

    /// <summary>A trial was added: <c>trial</c>, <c>runs</c>, <c>explanation</c> (the sampler's numbers).</summary>
    public const string TrialProposed = "trial_proposed";

    /// <summary>An attempt got a device: <c>attempt</c>, <c>device</c>, <c>silo</c>, <c>threads</c>.</summary>
    public const string RunStarted = "run_started";

    /// <summary>An attempt went on from resume state: <c>attempt</c>, <c>from_step</c>.</summary>
    public const string Resumed = "resumed";

    /// <summary>
    /// A run was begun again on another device kind or with other threads, which give other numbers; what was on record of it went:
    /// <c>attempt</c>, <c>basis</c>, <c>before</c>, <c>steps</c>.
    /// </summary>
    public const string BegunAgain = "begun_again";

    /// <summary>A run waits for a device again: <c>from</c> (its state before), <c>attempt</c>, <c>reason</c>, <c>cause</c> (<c>worker</c> when its worker cannot train the sweep).</summary>
    public const string RunQueued = "run_queued";

    /// <summary>A run trained all its epochs: <c>attempt</c>, <c>epoch</c>, <c>step</c>.</summary>
    public const string RunFinished = "run_finished";

    /// <summary>
    /// A run ended early: <c>attempt</c>, <c>epoch</c>, <c>step</c>, <c>reason</c>; <c>hopeless</c> when it ended itself because it
    /// collapsed or stayed at chance.
    /// </summary>
    public const string RunPruned = "run_pruned";

    /// <summary>A run cannot be trained: <c>attempt</c>, <c>epoch</c>, <c>step</c>, <c>reason</c>.</summary>
    public const string RunFailed = "run_failed";

    /// <summary>A user ended a run: <c>attempt</c>, <c>epoch</c>, <c>step</c>, <c>reason</c>.</summary>
    public const string RunStopped = "run_stopped";

    /// <summary>A run saved its state and gave its slot back: <c>attempt</c>, <c>epoch</c>, <c>step</c>, <c>reason</c>.</summary>
    public const string RunPaused = "run_paused";

    /// <summary>A run and all that belonged to it was removed: <c>run</c>, <c>device_seconds</c> (which its attempts had used).</summary>
    public const string RunDeleted = "run_deleted";

    /// <summary>A report of an attempt that is no longer the run's was refused: <c>attempt</c>, <c>current</c>. Once an attempt.</summary>
    public const string AttemptSuperseded = "attempt_superseded";

    /// <summary>A worker cannot train the sweep, so it gets no more runs of it: <c>silo</c>, <c>reason</c>.</summary>
    public const string WorkerRefused = "worker_refused";

    /// <summary>A run's data is not the sweep's: <c>expected</c>, <c>found</c>.</summary>
    public const string FingerprintMismatch = "fingerprint_mismatch";

    /// <summary>A best checkpoint is on disk: <c>epoch</c>, <c>path</c>, <c>bytes</c>.</summary>
    public const string CheckpointSaved = "checkpoint_saved";

    /// <summary>Retention removed a checkpoint: <c>kind</c>, <c>epoch</c>, <c>path</c>.</summary>
    public const string CheckpointRemoved = "checkpoint_removed";

    /// <summary>A file that the record no longer needs could not be removed: <c>path</c>, <c>error</c>.</summary>
    public const string FileNotRemoved = "file_not_removed";

    /// <summary>A run's embeddings have collapsed to a point: the trainer's numbers.</summary>
    public const string Collapsed = "collapsed";

    /// <summary>A run's loss stays at what no information gives: the trainer's numbers.</summary>
    public const string AtChance = "at_chance";

    /// <summary>A run that had collapsed or was at chance is so no more: <c>epoch</c>.</summary>
    public const string Recovered = "recovered";

    /// <summary>A loss or weight is not a finite number: the trainer's numbers.</summary>
    public const string NonFinite = "non_finite";

    /// <summary>A pruner looked at a band: its numbers, and whether the run ends.</summary>
    public const string PruneDecision = "prune_decision";

    /// <summary>
    /// A repeated step gave another loss than the first time, so the run is not deterministic here: <c>step</c>, <c>recorded</c>,
    /// <c>repeated</c>. The first value stays.
    /// </summary>
    public const string LossMismatch = "loss_mismatch";

    /// <summary>Losses arrived that leave steps out: <c>after_step</c>, <c>first_step</c>. Never seen but in a broken worker.</summary>
    public const string LossGap = "loss_gap";

    /// <summary>Every kind, for documentation and filters.</summary>
    public static IReadOnlyList<string> All { get; } =
    [
        SweepCreated, SweepRunning, SweepPaused, SweepFinished, SweepStopped, SweepFailed, SweepExtended, SweepDeleted,
        TrialProposed, RunStarted, Resumed, BegunAgain, RunQueued, RunFinished, RunPruned, RunFailed, RunStopped, RunPaused, RunDeleted,
        AttemptSuperseded, WorkerRefused, FingerprintMismatch, CheckpointSaved, CheckpointRemoved, FileNotRemoved, Collapsed, AtChance,
        Recovered, NonFinite, PruneDecision, LossMismatch, LossGap,
    ];
}
