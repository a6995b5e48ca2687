using SiameseSweep.Core.Events;
using SiameseSweep.Core.Results;
using SiameseSweep.Core.Runs;
using SiameseSweep.Core.Samplers;
using SiameseSweep.Core.Sweeps;

namespace SiameseSweep.Core.Scheduling;

/// <summary>
/// Scheduler state of one sweep. Decides which run is next, whether to propose, what to prune, what to keep, when
/// it is over. Holds no clock, no disk and no cluster; whoever carries a decision out tells it what then is on record.
/// </summary>
public sealed partial class SweepScheduler(string sweepId, SweepDefinition definition)
{
    private static readonly IComparer<ScheduledRun> InOrder = Comparer<ScheduledRun>.Create((a, b) =>
        (a.Run.Trial, a.Run.Replicate, a.Run.Fold).CompareTo((b.Run.Trial, b.Run.Replicate, b.Run.Fold)));

    private readonly ISampler _sampler = SamplerRegistry.For(definition.Method);
    private readonly List<ScheduledTrial> _trials = [];
    private readonly List<TrialSnapshot> _snapshots = [];
    private readonly SortedSet<ScheduledRun> _waiting = new(InOrder);
    private readonly SortedSet<ScheduledRun> _running = new(InOrder);
    private readonly List<TrialResult> _kept = [];
    private int _open;
    private bool _exhausted;
    private bool _targetReached;
    private bool _hasResult;

    /// <summary>The sweep as submitted.</summary>
    public SweepDefinition Definition => definition;

    /// <summary>State of the sweep.</summary>
    public SweepState State { get; set; } = SweepState.Running;

    /// <summary>Most trials; null: until the space is exhausted.</summary>
    public int? RunCap { get; set; } = definition.RunCap;

    /// <summary>Whether the user asked for more trials: then a reached target ends the sweep no more.</summary>
    public bool AskedForMore { get; set; }

    /// <summary>Epochs set by <c>extend</c>; null: each trial's own.</summary>
    public int? Epochs { get; set; }

    /// <summary>Whether the device hours are used up.</summary>
    public bool BudgetUsed { get; set; }

    /// <summary>Whether what is left of the device hours is needed by what runs, so that nothing more can start.</summary>
    public bool BudgetIsTight { get; set; }

    /// <summary>The images' fingerprint once a run has told it.</summary>
    public string? DatasetFingerprint { get; set; }

    /// <summary>All trials by number.</summary>
    public IReadOnlyList<ScheduledTrial> Trials => _trials;

    /// <summary>Number of trials that the search proposed: refits count against no cap.</summary>
    public int Proposed => _snapshots.Count;

    /// <summary>Runs that wait for a slot, in the order to start them: a started trial is finished before the next begins.</summary>
    public IReadOnlyCollection<ScheduledRun> Waiting => _waiting;

    /// <summary>Runs with a live attempt.</summary>
    public IReadOnlyCollection<ScheduledRun> Running => _running;

    /// <summary>Runs that are not final.</summary>
    public int Open => _open;

    /// <summary>Most slots that are of use now.</summary>
    public int Wanted
    {
        get
        {
            int trials = !MayPropose ? 0 : RunCap is { } cap ? cap - Proposed : int.MaxValue / 2;
            long runs = (long)trials * definition.Siamese.Replicates * definition.Siamese.Folds;
            return MayStart ? (int)Math.Min(int.MaxValue, _waiting.Count + runs) : 0;
        }
    }

    /// <summary>Whether queued runs may start.</summary>
    public bool MayStart => State == SweepState.Running && !BudgetUsed && !BudgetIsTight;

    /// <summary>Whether another trial may be proposed.</summary>
    public bool MayPropose =>
        MayStart && !_exhausted && (!_targetReached || AskedForMore) && (RunCap is not { } cap || Proposed < cap);

    /// <summary>The run of an id, or null.</summary>
    public ScheduledRun? Find(RunId run)
    {
        if (run.SweepId != sweepId || run.Trial < 0 || run.Trial >= _trials.Count)
        {
            return null;
        }

        return _trials[run.Trial].Runs.FirstOrDefault(known => known.Run == run); // null: deleted
    }

    /// <summary>A trial is on record, its runs queued.</summary>
    public ScheduledTrial Add(int trial, RunConfiguration configuration, IEnumerable<RunId> runs, RefitTerms? refit = null)
    {
        ScheduledTrial added = new(trial, configuration, [.. runs.Order(RunOrder).Select(r => new ScheduledRun(r))])
        {
            Refit = refit,
            Place = Proposed,
        };
        _trials.Add(added);
        _open += added.Runs.Count;
        foreach (ScheduledRun run in added.Runs)
        {
            _waiting.Add(run);
        }

        if (refit is null)
        {
            _snapshots.Add(Snapshot(added));
        }

        return added;
    }

    /// <summary>The waiting run to start: one whose previous device this is, else the first.</summary>
    public ScheduledRun? Next(string? silo = null, string? device = null) =>
        !MayStart ? null : _waiting.FirstOrDefault(r => r.Attempt > 0 && r.Silo == silo && r.Device == device) ?? _waiting.FirstOrDefault();

    /// <summary>A run is being started: it waits no more.</summary>
    public void Starting(ScheduledRun run) => _waiting.Remove(run);

    /// <summary>An attempt is on record.</summary>
    public void Started(ScheduledRun run, int attempt, string silo, string device, bool onHead = false)
    {
        run.OnHead = onHead;
        run.Attempt = attempt;
        run.Silo = silo;
        run.Device = device;
        run.StepAtStart = run.Step;
        run.Asked = StopRequest.None;
        run.AskedBecause = null;
        OnStateChanged(run, RunState.Running);
    }

    /// <summary>The user wants failed runs tried again: earlier failures no longer count.</summary>
    public static void ResetFailures(ScheduledRun run) => run.AttemptsWithoutProgress = 0;

    /// <summary>A run's state changed on record.</summary>
    public void OnStateChanged(ScheduledRun run, RunState state)
    {
        _open += (run.State.IsFinal() ? 1 : 0) - (state.IsFinal() ? 1 : 0);
        run.State = state;
        Place(_waiting, run, state is RunState.Queued || (state is RunState.Paused && State == SweepState.Running));
        Place(_running, run, state is RunState.Running);
        Refresh(run.Run.Trial);
    }

    /// <summary>A run ends itself because it collapsed or stayed at chance. Told before it moves.</summary>
    public static void MarkHopeless(ScheduledRun run) => run.Hopeless = true;

    /// <summary>A run was begun again on another basis: what it had reported is gone from the record.</summary>
    public static void Restarted(ScheduledRun run) => run.BeginAgain();

    /// <summary>Steps are on record.</summary>
    public void OnSteps(ScheduledRun run, int step)
    {
        run.Step = Math.Max(run.Step, step);
        if (run.Step > run.StepAtStart)
        {
            run.AttemptsWithoutProgress = 0;
        }
    }

    /// <summary>
    /// Decides what becomes of a run whose attempt failed, and counts the failure unless its cause says nothing against the run.
    /// </summary>
    /// <param name="run">The run.</param>
    /// <param name="reason">A sentence for the record.</param>
    /// <param name="cause">The cause, if it is not the attempt's own.</param>
    public NextRunState AttemptFailed(ScheduledRun run, string reason, QueueCause? cause = null)
    {
        if (cause is null)
        {
            run.AttemptsWithoutProgress = run.Step > run.StepAtStart ? 0 : run.AttemptsWithoutProgress + 1;
        }

        return AttemptRules.AfterFailure(State, run.AttemptsWithoutProgress, reason);
    }

    /// <summary>Asks a running attempt for an end; false when it was asked for that or more before.</summary>
    public bool Ask(ScheduledRun run, StopRequest request, string? reason)
    {
        if (run.State != RunState.Running || run.Asked >= request)
        {
            return false;
        }

        run.Asked = request;
        run.AskedBecause = reason;
        return true;
    }

    /// <summary>Finished runs of a running sweep that <c>extend</c> gave more epochs than they have trained.</summary>
    public IReadOnlyList<ScheduledRun> CutShort => State != SweepState.Running || Epochs is null ? [] :
        [
            .. _trials.Where(t => t.Refit is null).SelectMany(t => t.Runs)
                .Where(r => r.State == RunState.Finished && r.Epoch < ConfigurationOf(r.Run).Epochs),
        ];

    /// <summary>
    /// A trial ended: trials that no longer are among the best <c>checkpoints.keep</c>, whose weights files go. Refits keep theirs.
    /// </summary>
    public IReadOnlyList<int> TrialsToForget(int ended)
    {
        if (_trials[ended].Refit is not null)
        {
            return [];
        }

        TrialResult result = _trials[ended].Result(definition.Metric);
        _kept.RemoveAll(k => k.Trial == ended);
        int place = _kept.BinarySearch(result, TrialResult.Order(definition.Metric));
        _kept.Insert(~place, result);
        int[] forgotten = [.. _kept.Skip(definition.Siamese.KeepCheckpoints).Select(k => k.Trial)];
        _kept.RemoveRange(_kept.Count - forgotten.Length, forgotten.Length);
        return forgotten;
    }

    /// <summary>The state and reason the sweep ends with now, or null while something is to be done.</summary>
    public (SweepState State, string? Reason)? End()
    {
        if (State != SweepState.Running || _open > 0 || MayPropose)
        {
            return null;
        }

        string? why =
            BudgetUsed || BudgetIsTight ? "The budget of device hours is used up."
            : _targetReached ? "A trial reached the metric's target."
            : null;
        return _hasResult
            ? (SweepState.Finished, why ?? NotRefitted)
            : (SweepState.Failed, why ?? NotRefitted ?? "No trial has a result.");
    }

    /// <summary>The configuration a run trains with: its trial's, with the epochs that <c>extend</c> set unless it is a refit's.</summary>
    public RunConfiguration ConfigurationOf(RunId run)
    {
        RunConfiguration configuration = _trials[run.Trial].Configuration;
        return Epochs > configuration.Epochs && _trials[run.Trial].Refit is null
            ? configuration with { Epochs = Epochs.Value }
            : configuration;
    }

    private static Comparer<RunId> RunOrder { get; } =
        Comparer<RunId>.Create((a, b) => (a.Replicate, a.Fold).CompareTo((b.Replicate, b.Fold)));

    private static void Place(SortedSet<ScheduledRun> set, ScheduledRun run, bool belongs)
    {
        if (belongs)
        {
            set.Add(run);
        }
        else
        {
            set.Remove(run);
        }
    }

    private TrialSnapshot Snapshot(ScheduledTrial trial) =>
        new(trial.Place, trial.Configuration, trial.Ended ? trial.Value(definition.Metric) : null, !trial.Ended);

    private void Refresh(int trial)
    {
        ScheduledTrial progress = _trials[trial];
        if (progress.Refit is not null)
        {
            return;
        }

        if (progress.Ended || _snapshots[progress.Place].Value is not null)
        {
            _snapshots[progress.Place] = Snapshot(progress);
        }

        if (!progress.Ended)
        {
            return;
        }

        TrialResult result = progress.Result(definition.Metric);
        _hasResult |= double.IsFinite(result.Value);
        _targetReached |= result.Reaches(definition.Metric);
    }
}
