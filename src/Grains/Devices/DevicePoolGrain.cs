using Microsoft.Extensions.Logging;
using SiameseSweep.Core.Head;
using SiameseSweep.Core.Runs;
using SiameseSweep.Core.Scheduling;
using SiameseSweep.Core.Store;
using SiameseSweep.Grains.Files;
using SiameseSweep.Grains.Hosting;
using SiameseSweep.Grains.Placement;
using SiameseSweep.Grains.Sweeps;

namespace SiameseSweep.Grains.Devices;

/// <inheritdoc/>
/// <remarks>Keeps nothing on disk: after a restart the workers say what they hold, and the record says whether they hold it
/// rightly.</remarks>
[KeepAlive]
[OnSilosWithRole(SiloRole.Head)]
public sealed partial class DevicePoolGrain(
    IRecordReader record, TimeProvider time, NodeOptions options, Tokens tokens, FileServerAddress files, ISiloStatusOracle silos,
    IClusterMembershipService membership, ILogger<DevicePoolGrain> log)
    : Grain, IDevicePoolGrain
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(1);

    private readonly LeaseBook _book = new(options.LeaseTime);

    /// <inheritdoc/>
    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        this.RegisterGrainTimer(Expire, new GrainTimerCreationOptions(LookEvery, LookEvery) { KeepAlive = true });
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public async Task<WorkerOrders> Report(WorkerReport report)
    {
        if (report.Build != Build.Name)
        {
            return new WorkerOrders(
                $"This worker is build {report.Build} and the head is build {Build.Name}; start the worker from the head's build.",
                []);
        }

        IReadOnlyList<string> wrong = _book.Renew(
            report, time.GetUtcNow(), held => record.Run(held.Run) is { State: RunState.Running } run && run.Attempt == held.Attempt);
        await TellWaiting();
        return new WorkerOrders(null, [.. wrong]) { Files = files.Current };
    }

    /// <inheritdoc/>
    public async Task<Lease[]> ReleaseAndAcquire(string sweepId, string[] released, int wanted, DevicePlace[] preferred, string[] refused)
    {
        foreach (string token in released)
        {
            _book.Release(token);
        }

        Lease[] granted = [.. _book.Grant(sweepId, wanted, preferred, refused, tokens.Next)];
        await TellWaiting(except: sweepId);
        return granted;
    }

    /// <inheritdoc/>
    public Task<SweepLeases> Of(string sweepId) => Task.FromResult(new SweepLeases(
        [.. _book.Of(sweepId)], _book.IsWarm,
        [.. membership.CurrentSnapshot.Members.Values.Where(m => m.Status == Orleans.Runtime.SiloStatus.Dead).Select(m => m.Name)]));

    /// <inheritdoc/>
    public Task<Core.Head.SiloView[]> Silos() => Task.FromResult(_book.Workers
        .Select(w => new Core.Head.SiloView(
            w.Report.Silo, w.Report.Role, w.Alive, w.LastSeen,
            [.. w.Report.Devices.Select(d => new DeviceStatus(
                d.Device, d.Description, d.Slots, [.. w.Report.Held.Where(h => h.Device == d.Device).Select(h => h.Run)]))]))
        .ToArray());

    private async Task Expire()
    {
        // The membership often knows of a death before the leases run out.
        foreach ((WorkerReport report, bool alive, _) in _book.Workers)
        {
            if (alive && silos.GetApproximateSiloStatus(SiloAddress.FromParsableString(report.Address)) == Orleans.Runtime.SiloStatus.Dead)
            {
                _book.MarkDead(report.Silo);
            }
        }

        HashSet<string> heard = [.. _book.Workers.Where(w => w.Alive).Select(w => w.Report.Silo)];
        IReadOnlyList<Lease> expired = _book.Expire(time.GetUtcNow());
        foreach ((WorkerReport report, _, _) in _book.Workers.Where(w => !w.Alive && !w.Report.Leaving && heard.Contains(w.Report.Silo)))
        {
            _ = DeclareDead(report);
        }

        foreach (Lease lease in expired)
        {
            LogLost(log, lease.Run?.ToString() ?? $"sweep {lease.SweepId}, for a run that was not started yet,", lease.Silo);
            await GrainFactory.GetGrain<ISweepGrain>(lease.SweepId).LeaseLost(lease);
        }

        await TellWaiting();
    }

    // Calls to grains that the directory has on a silent silo fail until the cluster gives it up, so its runs could not start
    // elsewhere. On one machine its process tells (DeadSiloMonitor); across machines only its silence does. If it lives, it starts again.
    private async Task DeclareDead(WorkerReport silent)
    {
        if (options.Redis is null)
        {
            return;
        }

        try
        {
            await membership.TryKill(SiloAddress.FromParsableString(silent.Address)).WaitAsync(options.LeaseTime, time);
        }
        catch (Exception error)
        {
            LogNotDeclared(log, error, silent.Silo); // missed probes find it too, only later
        }
    }

    private async Task TellWaiting(string? except = null)
    {
        foreach (string sweep in _book.SweepsToNotify())
        {
            if (sweep != except)
            {
                await GrainFactory.GetGrain<ISweepGrain>(sweep).SlotsFree();
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Silo} is silent and could not be declared dead.")]
    private static partial void LogNotDeclared(ILogger log, Exception error, string silo);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The lease of {Holder} on {Silo} ran out.")]
    private static partial void LogLost(ILogger log, string holder, string silo);
}
