using Microsoft.Extensions.Logging;
using SiameseSweep.Core.Events;
using SiameseSweep.Core.Runs;
using SiameseSweep.Core.Scheduling;
using SiameseSweep.Core.Store;
using SiameseSweep.Grains.Devices;

namespace SiameseSweep.Grains.Sweeps;

// Who holds what: leases that are held, lost and given back, what running attempts are asked for, and the regular look at both.
public sealed partial class SweepGrain
{
    private Task NotStarted(SweepScheduler sweep, ScheduledRun run, int attempt, string reason) =>
        Lost(sweep, run, attempt, $"Not started: {reason}", QueueCause.NotStarted);

    private async Task Lost(SweepScheduler sweep, ScheduledRun run, int attempt, string reason, QueueCause? cause = null)
    {
        if (run.State != RunState.Running || run.Attempt != attempt)
        {
            return;
        }

        StepsOnRecord(sweep, run);
        NextRunState verdict = sweep.AttemptFailed(run, reason, cause);
        await MoveRun(sweep, run, RunState.Running, verdict.State, verdict.Reason, cause);

        // A worker that did not take the run may be leaving: asking again at once would only get its slot again.
        GiveBack(run, cause is QueueCause.NotStarted ? _releasedLater : _released);
        _ask = true;
        LogLost(log, run.Run, attempt, verdict.State, reason);
        if (sweep.Trials[run.Run.Trial].Ended)
        {
            await Forget(sweep, run.Run.Trial);
        }
    }

    /// <summary>Looks whether record, leases and memory agree, and makes good what was lost between them.</summary>
    private Task Reconcile() => RunExclusive(async () =>
    {
        if (_progress is not { } sweep || !HasToLook(sweep))
        {
            _timer?.Dispose();
            _timer = null;
            return;
        }

        await CheckLeases(sweep);
        CheckRecord(sweep);
        AskRunning(sweep);
        foreach (ScheduledRun run in sweep.Running.Where(r => r.Asked != StopRequest.None))
        {
            SendRequest(run); // the first may have been lost
        }

        _released.AddRange(_releasedLater);
        _releasedLater.Clear();
        _ask = true;
        await Dispatch();
    });

    private async Task CheckLeases(SweepScheduler sweep)
    {
        SweepLeases held = await Pool.Of(Id);
        foreach (Lease lease in held.Leases)
        {
            if (lease.Run is { } run && sweep.Find(run) is { State: RunState.Running })
            {
                _leases.TryAdd(run, lease);
            }
            else if (!_leases.Values.Any(l => l.Token == lease.Token) && !_releasedLater.Contains(lease.Token))
            {
                _released.Add(lease.Token);
            }
        }

        HashSet<string> tokens = [.. held.Leases.Select(l => l.Token)];
        foreach (ScheduledRun run in sweep.Running.ToList())
        {
            // A head's own runs died with it: this process holds the head's lock. What the cluster has given up holds nothing either.
            bool certain = held.IsWarm || held.Dead.Contains(run.Silo) || (run.OnHead && run.Silo != silo.Name);
            if (certain && !(_leases.TryGetValue(run.Run, out Lease? lease) && tokens.Contains(lease.Token)))
            {
                await Lost(sweep, run, run.Attempt, $"The worker {run.Silo} is gone.");
            }
        }
    }

    private void CheckRecord(SweepScheduler sweep) => _stale |= _divergence.Lasts(
        reader.Runs(new RunQuery(Id, RunState.Running)).Select(r => (r.RunId, r.Attempt)), sweep.Running.Select(r => (r.Run, r.Attempt)));

    private void AskRunning(SweepScheduler sweep)
    {
        (StopRequest request, string reason) = sweep.State switch
        {
            SweepState.Running when !sweep.BudgetUsed => (StopRequest.None, ""),
            SweepState.Running => (StopRequest.Stop, "The budget of device hours is used up."),
            SweepState.Paused => (StopRequest.Pause, "The sweep was paused."),
            _ => (StopRequest.Stop, "The sweep was stopped."),
        };
        foreach (ScheduledRun run in sweep.Running)
        {
            if (sweep.Ask(run, request, reason))
            {
                SendRequest(run);
            }
        }
    }

    private void SendRequest(ScheduledRun run)
    {
        if (_leases.TryGetValue(run.Run, out Lease? lease))
        {
            _ = Send(run.Run, lease, run.Asked, run.AskedBecause);
        }
    }

    // Not awaited by those who decide: a worker that is gone answers only after a timeout. Asked again at the next look.
    private async Task Send(RunId run, Lease lease, StopRequest request, string? reason)
    {
        try
        {
            await workers.At(lease.Address).End(lease.Token, request, reason);
        }
        catch (Exception error)
        {
            LogNotAsked(log, run, lease.Silo, error.Message);
        }
    }

    private void GiveBack(ScheduledRun run, List<string> to)
    {
        _budget?.Ended(run.Run, time.GetUtcNow());
        if (_leases.Remove(run.Run, out Lease? lease))
        {
            to.Add(lease.Token);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Run {Run}, attempt {Attempt}, is lost and now {State}: {Reason}")]
    private static partial void LogLost(ILogger log, RunId run, int attempt, RunState state, string reason);

    [LoggerMessage(Level = LogLevel.Debug, Message = "Run {Run} on {Silo} could not be asked to end: {Error}")]
    private static partial void LogNotAsked(ILogger log, RunId run, string silo, string error);
}
