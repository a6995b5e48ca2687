using Microsoft.Extensions.Logging;
using Orleans.Concurrency;
using SiameseSweep.Core.Events;
using SiameseSweep.Core.Runs;
using SiameseSweep.Core.Scheduling;
using SiameseSweep.Core.Scheduling.FromRecord;
using SiameseSweep.Core.Store;
using SiameseSweep.Core.SweepFiles;
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
    IRecordWriter writer,
    IRecordReader reader,
    WorkerServiceClient workers,
    ILocalSiloDetails silo,
    NodeOptions options,
    TimeProvider time,
    ILogger<SweepGrain> log
) : Grain, ISweepGrain
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
    private readonly RecordDivergence _divergence = new();
    private SweepScheduler? _progress;
    private DeviceBudget? _budget;
    private IGrainTimer? _timer;
    private bool _stale = true;
    private bool _draining;
    private bool _ask = true;
    private bool _queued;

    private string Id => this.GetPrimaryKeyString();

    private IDevicePoolGrain Pool => GrainFactory.GetGrain<IDevicePoolGrain>(0);

    /// <inheritdoc/>
    public Task Committed(RunCommit commit)
    {
        _inbox.Enqueue(commit);
        return DrainInbox();
    }

    /// <inheritdoc/>
    public Task SlotsFree()
    {
        _ask = true;
        return DrainInbox();
    }

    /// <inheritdoc/>
    public Task LeaseLost(Lease lost) => RunExclusive(async () =>
    {
        foreach ((RunId run, Lease lease) in _leases)
        {
            if (lease.Token == lost.Token && _progress?.Find(run) is { } known)
            {
                await (lost is { Forgotten: true, Run: null }
                    ? NotStarted(_progress, known, known.Attempt, $"it did not reach the worker {lease.Silo}.")
                    : Lost(_progress, known, known.Attempt, $"The worker {lease.Silo} no longer answers for it."));
                break;
            }
        }

        await Dispatch();
    });

    private Task RunExclusive(Func<Task> work, bool besideStarts = false) => RunExclusive(
        async () =>
        {
            await work();
            return true;
        },
        besideStarts);

    private async Task<T> RunExclusive<T>(Func<Task<T>> work, bool besideStarts = false)
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
            _timer ??= this.RegisterGrainTimer(
                Reconcile,
                new GrainTimerCreationOptions(LookEvery, LookEvery) { KeepAlive = true, Interleave = true });
        }
    }

    private static bool HasToLook(SweepScheduler sweep) => sweep.Running.Count > 0 || sweep.State == SweepState.Running;

    private void Reload()
    {
        _progress = reader.Sweep(Id) is { } row ? SweepFromRecord.Load(reader, row, RecordedDefinition.Of(row)) : null;
        _budget = _progress?.Definition.Siamese.BudgetDeviceHours is { } hours
            ? BudgetFromRecord.Read(reader.Events(Id), TimeSpan.FromHours(hours))
            : null;
        _stale = false;
        _ask = true;
        _divergence.Clear();
    }

    private async Task Move(SweepScheduler sweep, SweepState state, string? reason)
    {
        await writer.SetSweepState(Id, state, reason);
        sweep.State = state;
    }

    private Task MoveAll(SweepScheduler sweep, RunState from, RunState to, string reason) =>
        Task.WhenAll(
            sweep.Trials.SelectMany(t => t.Runs).Where(r => r.State == from).ToList().Select(r => MoveRun(sweep, r, from, to, reason)));

    private async Task MoveRun(SweepScheduler sweep, ScheduledRun run, RunState from, RunState to, string? reason, QueueCause? cause = null)
    {
        if (await writer.SetRunState(run.Run, [from], to, reason, cause))
        {
            sweep.OnStateChanged(run, to);
        }
        else
        {
            _stale = true;
        }
    }
}
