using SiameseSweep.Core.Events;
using SiameseSweep.Core.Runs;
using SiameseSweep.Core.Sweeps;

namespace SiameseSweep.Core.Store;

/// <summary>A trial and its runs, all queued, added in one transaction with the event <c>trial_proposed</c>.</summary>
/// <param name="SweepId">The sweep.</param>
/// <param name="Trial">Number from 0.</param>
/// <param name="Configuration">Written to <c>parameters</c> as JSON with all defaults filled in.</param>
/// <param name="Explanation">JSON: why this one.</param>
/// <param name="Runs">Ids and seeds of its runs.</param>
public sealed record NewTrial(
    string SweepId,
    int Trial,
    RunConfiguration Configuration,
    string Explanation,
    IReadOnlyList<(RunId Run, long Seed)> Runs)
{
    /// <summary>Terms of the refit; null for a trial that the search proposed.</summary>
    public RefitTerms? Refit { get; init; }
}

/// <summary>An attempt to record before it starts.</summary>
/// <param name="Run">The run.</param>
/// <param name="LeaseToken">The lease its reports carry.</param>
/// <param name="Device">Leased device.</param>
/// <param name="Silo">Name of the leased silo.</param>
/// <param name="Threads">Threads it trains with.</param>
/// <param name="OnHead">Whether the silo is the process of a head.</param>
public sealed record NewAttempt(RunId Run, string LeaseToken, string Device, string Silo, int Threads, bool OnHead = false);

/// <summary>A user's command to a sweep: it is on record as a whole or not at all.</summary>
/// <param name="SweepId">The sweep.</param>
public sealed record SweepChange(string SweepId)
{
    /// <summary>The state it moves to, and why; null: it stays where it is.</summary>
    public (SweepState State, string Reason)? Move { get; init; }

    /// <summary>A new cap on trials, kept beside the submitted text; null: as before.</summary>
    public int? RunCap { get; init; }

    /// <summary>More epochs, kept beside the submitted text; null: as before.</summary>
    public int? Epochs { get; init; }

    /// <summary>Runs that move with it, and why; null: none.</summary>
    public (IReadOnlyCollection<RunState> From, RunState To, string Reason)? Runs { get; init; }

    /// <summary>Whether runs of refits stay where they are.</summary>
    public bool NotRefits { get; init; }
}

/// <summary>
/// Writes the record. Calls may come from any thread; one writer thread commits them in order, in batches; a returned task
/// completes after its commit. A failed disk fails the call, never half a change.
/// </summary>
public interface IRecordWriter
{
    /// <summary>Adds a sweep in state running.</summary>
    Task CreateSweep(string sweepId, SweepDefinition definition);

    /// <summary>
    /// Moves a sweep to a state (final states set <c>finished_at</c>, others clear it) and records the event <c>sweep_STATE</c>.
    /// </summary>
    Task SetSweepState(string sweepId, SweepState state, string? reason = null);

    /// <summary>Records a command and the moves of runs that it brings; returns the runs that moved.</summary>
    Task<IReadOnlyList<RunId>> ChangeSweep(SweepChange change);

    /// <summary>
    /// Adds a trial and its runs; false when it is not the sweep's next one: on record already, or the one before it is not.
    /// </summary>
    Task<bool> AddTrial(NewTrial trial);

    /// <summary>
    /// Compare-and-set: a queued or paused run becomes running under a new attempt, which is returned; null when it is in another
    /// state.
    /// </summary>
    Task<int?> StartAttempt(NewAttempt attempt);

    /// <summary>
    /// Records reports of a live attempt. Acknowledges with <see cref="ReportAck.Accepted"/> false, and records nothing, when
    /// attempt and token are not the run's current ones or the run is final. <see cref="EndedReport"/> moves the run to its state.
    /// </summary>
    Task<ReportAck> Apply(ReportBatch batch);

    /// <summary>Moves a run from one of the expected states to another; false when it was in none of them.</summary>
    /// <param name="run">The run.</param>
    /// <param name="expected">States that it may be in.</param>
    /// <param name="state">The state it moves to.</param>
    /// <param name="reason">A sentence for people.</param>
    /// <param name="cause">For a move to queued: why its attempt ended, if that says nothing against the run.</param>
    Task<bool> SetRunState(RunId run, IReadOnlyCollection<RunState> expected, RunState state, string? reason, QueueCause? cause = null);

    /// <summary>Adds an event.</summary>
    Task AddEvent(RecordedEvent happened, string? sweepId, RunId? run = null);

    /// <summary>Replaces what is said of a run.</summary>
    /// <exception cref="UserErrorException">There is no such run.</exception>
    Task Annotate(RunId run, Annotation annotation);

    /// <summary>Removes rows of weights files, then the files; retention and deletion.</summary>
    Task RemoveCheckpoints(IReadOnlyList<CheckpointRow> checkpoints);

    /// <summary>Removes a run, everything recorded of it, and its files.</summary>
    Task DeleteRun(RunId run);

    /// <summary>Removes a sweep, everything recorded of it, and its files.</summary>
    Task DeleteSweep(string sweepId);
}
