using Microsoft.Extensions.Logging;
using Orleans.Concurrency;
using SiameseSweep.Core.Runs;
using SiameseSweep.Core.Scheduling;
using SiameseSweep.Core.Store;
using SiameseSweep.Grains.Devices;
using SiameseSweep.Grains.Hosting;
using SiameseSweep.Grains.Placement;
using SiameseSweep.Grains.Recording;
using SiameseSweep.Grains.Runs;

namespace SiameseSweep.Grains.Sweeps;

/// <inheritdoc/>
/// <remarks>
/// Reentrant, with a turn of its own: notifications queue up in <c>_inbox</c> without waiting for each other's commits, and
/// everything that decides holds the turn. Starts of new runs outlast the turn that decided them; what follows from a commit goes on
/// beside them, all else waits for them. Nothing here is worth saving: what a failed write leaves behind is read again.
/// </remarks>
[Reentrant]
[OnSilosWithRole(SiloRole.Head)]
public sealed partial class SweepGrain(
    IRecordWriter writer, IRecordReader reader, WorkerServiceClient workers, ILocalSiloDetails silo, ClusterOptions options, TimeProvider time,
    ILogger<SweepGrain> log) : Grain, ISweepGrain
{
    private const string MoreEpochs = "The sweep got more epochs.";
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(2);

    private readonly SemaphoreSlim _turn = new(1);
    private readonly Queue<RunCommit> _inbox = new();
    private readonly Dictionary<RunId, Lease> _leases = [];
    private readonly List<string> _released = [];
    private readonly List<string> _releasedLater = [];
    private readonly List<Task> _starts = [];
    private readonly HashSet<string> _refused = []; // silos without the sweep's images; a worker that is given them starts as another silo
    private readonly Disagreement _disagreement = new();
    private SweepProgress? _progress;
    private DeviceBudget? _budget;
    private IGrainTimer? _timer;
    private bool _stale = true;
    private bool _draining;
    private bool _ask = true;
    private bool _queued;

    private string Id => this.GetPrimaryKeyString();

    private IDevicePoolGrain Pool => GrainFactory.GetGrain<IDevicePoolGrain>(0);

    /// <inheritdoc/>
    public Task<string?> Wake() => Command(_ => Task.FromResult<string?>(null));

    /// <inheritdoc/>
    public Task<string?> Pause() => Command(async sweep =>
    {
        if (CommandRules.Pause(Id, sweep.State) is { } refusal)
        {
            return refusal;
        }

        if (sweep.State != SweepState.Paused)
        {
            await Move(sweep, SweepState.Paused, "Paused by the user.");
            AskRunning(sweep);
        }

        return null;
    });

    /// <inheritdoc/>
    public Task<string?> Resume() => Command(async sweep =>
    {
        if (CommandRules.Resume(Id, sweep.State) is { } refusal)
        {
            return refusal;
        }

        if (sweep.State != SweepState.Running)
        {
            await Change(sweep, new SweepChange(Id)
            {
                Move = (SweepState.Running, "Resumed by the user."),
                Runs = ([RunState.Paused], RunState.Queued, "The sweep was resumed."),
            });
        }

        return null;
    });

    /// <inheritdoc/>
    public Task<string?> Stop() => Command(async sweep =>
    {
        if (CommandRules.Stop(Id, sweep.State) is { } refusal)
        {
            return refusal;
        }

        if (sweep.State != SweepState.Stopped)
        {
            await Change(sweep, new SweepChange(Id) { Move = (SweepState.Stopped, "Stopped by the user."), Runs = Leftover });
            AskRunning(sweep);
        }

        return null;
    });

    /// <inheritdoc/>
    public Task<string?> Retry() => Command(async sweep =>
    {
        List<RunProgress> failed = [.. sweep.Trials.SelectMany(t => t.Runs).Where(r => r.State == RunState.Failed)];
        if ((CommandRules.Retry(Id, failed.Count) ?? BudgetRefusal(sweep)) is { } refusal)
        {
            return refusal;
        }

        failed.ForEach(SweepProgress.Forgive);
        await Change(sweep, new SweepChange(Id)
        {
            Move = Reopened(sweep, "Failed runs are tried again."),
            Runs = ([RunState.Failed], RunState.Queued, "Tried again by the user."),
        });
        return null;
    });

    /// <inheritdoc/>
    public Task<string?> Extend(int? runCap, int? epochs) => Command(async sweep =>
    {
        int epochsNow = Math.Max(sweep.Epochs ?? 0, sweep.Trials.Select(t => t.Configuration.Epochs).DefaultIfEmpty(sweep.Definition.Siamese.Epochs).Max());
        bool anotherTrial = !((runCap ?? sweep.RunCap) <= sweep.Trials.Count) && sweep.Propose() is not null;
        bool longerRun = sweep.Open > 0 || sweep.Trials.SelectMany(t => t.Runs).Any(r => r.State == RunState.Finished);
        if ((CommandRules.Extend(Id, sweep.Trials.Count, epochsNow, runCap, epochs, anotherTrial, longerRun) ?? BudgetRefusal(sweep)) is { } refusal)
        {
            return refusal;
        }

        await Change(sweep, new SweepChange(Id)
        {
            Move = Reopened(sweep, "Extended by the user."),
            RunCap = runCap,
            Epochs = epochs,

            // Their resume state went when they ended, so they train again from the start: the same steps give the same rows.
            Runs = epochs is null ? null : ([RunState.Finished], RunState.Queued, MoreEpochs),
        });
        sweep.RunCap = runCap ?? sweep.RunCap;
        sweep.AskedForMore |= runCap is not null;
        sweep.Epochs = epochs ?? sweep.Epochs;
        return null;
    });

    /// <inheritdoc/>
    public async Task<string?> Delete()
    {
        string? refusal = await Command(async sweep =>
        {
            // By the record: the end of its last run may be there before it is known here.
            if (CommandRules.Delete(Id, sweep.State, reader.CountRuns(new RunQuery(Id, RunState.Running))) is { } refused)
            {
                return refused;
            }

            await writer.DeleteSweep(Id);
            await Pool.Exchange(Id, [.. _released, .. _releasedLater], 0, [], []);
            _progress = null;
            return null;
        });
        if (refusal is null)
        {
            DeactivateOnIdle();
        }

        return refusal;
    }

    /// <inheritdoc/>
    public Task<string?> DeleteRun(RunId run) => Command(async sweep =>
    {
        if (sweep.Find(run) is not { } known)
        {
            return $"There is no run {run}; 'runs' lists them.";
        }

        if (!known.State.IsFinal())
        {
            return $"Run {run} is {known.State.Name()}; only runs that have ended can be deleted. Stop the sweep first.";
        }

        await writer.DeleteRun(run);
        _stale = true;
        return null;
    });

    /// <inheritdoc/>
    public Task Committed(RunCommit commit)
    {
        _inbox.Enqueue(commit);
        return Drain();
    }

    /// <inheritdoc/>
    public Task SlotsFree()
    {
        _ask = true;
        return Drain();
    }

    /// <inheritdoc/>
    public Task LeaseLost(Lease lost) => InTurn(async () =>
    {
        foreach ((RunId run, Lease lease) in _leases)
        {
            if (lease.Token == lost.Token && _progress?.Find(run) is { } known)
            {
                await Lost(_progress, known, known.Attempt, lost switch
                {
                    { Forgotten: true, Run: null } => $"{AttemptRules.NotStarted}it did not reach the worker {lease.Silo}.",
                    _ => $"The worker {lease.Silo} no longer answers for it.",
                });
                break;
            }
        }

        await Pump();
    });

    private Task<string?> Command(Func<SweepProgress, Task<string?>> command) => InTurn(async () =>
    {
        if (_progress is not { } sweep)
        {
            return $"There is no sweep {Id}; 'sweeps' lists them.";
        }

        string? refusal = await command(sweep);
        if (refusal is null && _progress is not null)
        {
            _ask = true;
            await Pump();
        }

        return refusal;
    });

    private Task InTurn(Func<Task> work, bool besideStarts = false) => InTurn(
        async () =>
        {
            await work();
            return true;
        },
        besideStarts);

    private async Task<T> InTurn<T>(Func<Task<T>> work, bool besideStarts = false)
    {
        await _turn.WaitAsync();
        try
        {
            if (_stale || !besideStarts)
            {
                await StartsDone();
            }

            if (_stale)
            {
                Reload();
                if (_progress is { } sweep)
                {
                    await GoOnFrom(sweep);
                }
            }

            return await work();
        }
        catch
        {
            _stale = true; // what was decided may not be what is on record
            throw;
        }
        finally
        {
            GoOnLooking();
            _turn.Release();
        }
    }

    // While something runs or could: also after a turn that failed, whose cause may pass without anybody telling.
    private void GoOnLooking()
    {
        if (_progress is { } sweep && (_stale || HasToLook(sweep)))
        {
            _timer ??= this.RegisterGrainTimer(Look, new GrainTimerCreationOptions(LookEvery, LookEvery) { KeepAlive = true, Interleave = true });
        }
    }

    private static bool HasToLook(SweepProgress sweep) => sweep.Running.Count > 0 || sweep.State == SweepState.Running;

    private void Reload()
    {
        _progress = RecordedSweep.Load(reader, Id);
        _budget = _progress?.Definition.Siamese.BudgetDeviceHours is { } hours ? DeviceBudget.From(reader.Events(Id), TimeSpan.FromHours(hours)) : null;
        _stale = false;
        _ask = true;
        _disagreement.Clear();
    }

    private async Task Move(SweepProgress sweep, SweepState state, string? reason)
    {
        await writer.SetSweepState(Id, state, reason);
        sweep.State = state;
    }

    // What waits when a sweep is stopped does not stay behind.
    private static (IReadOnlyCollection<RunState> From, RunState To, string Reason) Leftover =>
        ([RunState.Queued, RunState.Paused], RunState.Stopped, "The sweep was stopped.");

    private static (SweepState State, string Reason)? Reopened(SweepProgress sweep, string reason) =>
        sweep.State.IsFinal() ? (SweepState.Running, reason) : null;

    private async Task Change(SweepProgress sweep, SweepChange change)
    {
        IReadOnlyList<RunId> moved = await writer.ChangeSweep(change);
        sweep.State = change.Move?.State ?? sweep.State;
        foreach (RunId run in moved)
        {
            if (sweep.Find(run) is { } known)
            {
                sweep.Moved(known, change.Runs!.Value.To);
            }
            else
            {
                _stale = true;
            }
        }
    }

    private Task MoveAll(SweepProgress sweep, RunState from, RunState to, string reason) =>
        Task.WhenAll(sweep.Trials.SelectMany(t => t.Runs).Where(r => r.State == from).ToList().Select(r => MoveRun(sweep, r, from, to, reason)));

    private async Task MoveRun(SweepProgress sweep, RunProgress run, RunState from, RunState to, string? reason)
    {
        if (await writer.SetRunState(run.Run, [from], to, reason))
        {
            sweep.Moved(run, to);
        }
        else
        {
            _stale = true;
        }
    }
}
