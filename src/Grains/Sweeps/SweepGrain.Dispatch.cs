using Microsoft.Extensions.Logging;
using Orleans.Runtime.Placement;
using SiameseSweep.Core.Runs;
using SiameseSweep.Core.Scheduling;
using SiameseSweep.Core.Scheduling.FromRecord;
using SiameseSweep.Core.Store;
using SiameseSweep.Core.Sweeps;
using SiameseSweep.Grains.Runs;

namespace SiameseSweep.Grains.Sweeps;

// Slots, proposals and starts.
public sealed partial class SweepGrain
{
    private const int MostLeasesAtOnce = 64;
    private static readonly TimeSpan FirstRestartWait = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan LongestStart = TimeSpan.FromSeconds(10);

    private async Task Dispatch()
    {
        if (_progress is not { } sweep || _stale)
        {
            return;
        }

        await CheckBudget(sweep);
        do
        {
            await Lend(sweep);
        }
        while (await AddRefit(sweep));
        if (sweep.End() is { } end)
        {
            await Move(sweep, end.State, end.Reason);
        }

        LookWhenUsedUp(sweep);
    }

    /// <summary>Adds the refit when everything is tried and the record has it not yet.</summary>
    private async Task<bool> AddRefit(SweepScheduler sweep)
    {
        if (!sweep.MayRefit
            || RefitFromRecord.Read(reader, Id, sweep.Definition.Metric) is not { } plan
            || sweep.Refit(plan) is not { } refit)
        {
            return false;
        }

        if (!await writer.AddTrial(refit))
        {
            throw new InvalidOperationException($"Trial {refit.Trial} of {Id} is not the next one on record.");
        }

        sweep.Add(refit.Trial, refit.Configuration, refit.Runs.Select(r => r.Run), refit.Refit);
        _ask = true;
        return true;
    }

    /// <summary>Asks for slots and uses them until no more are lent.</summary>
    private async Task Lend(SweepScheduler sweep)
    {
        while (true)
        {
            int wanted = _ask || _released.Count > 0 ? Math.Min(sweep.Wanted, MostLeasesAtOnce) : 0;
            bool withdraws = _queued && sweep.Wanted == 0; // the pool would go on keeping room for it
            if (wanted == 0 && _released.Count == 0 && !withdraws)
            {
                break;
            }

            string[] released = [.. _released];
            DevicePlace[] preferred =
            [
                .. sweep.Waiting.Where(r => r.Silo is not null).Take(wanted).Select(r => new DevicePlace(r.Silo!, r.Device!)),
            ];
            Lease[] leases = await Pool.ReleaseAndAcquire(Id, released, wanted, preferred, [.. _refused]);
            _released.RemoveRange(0, released.Length);
            _queued = leases.Length < wanted;
            _ask = leases.Length == wanted && wanted > 0;

            // Decided one by one, so that each proposal knows the one before; committed together.
            await Task.WhenAll([.. leases.Select(lease => UseLease(sweep, lease))]);
        }
    }

    private Task UseLease(SweepScheduler sweep, Lease lease)
    {
        Task<bool>? added = null;
        sweep.BudgetIsTight = _budget?.HasRoom(time.GetUtcNow()) == false;
        ScheduledRun? run = sweep.Next(lease.Silo, lease.Device);
        if (run is null && sweep.MayPropose && sweep.Propose() is { } trial)
        {
            added = writer.AddTrial(trial);
            run = sweep.Add(trial.Trial, trial.Configuration, trial.Runs.Select(r => r.Run)).Runs[0];
        }

        if (run is null)
        {
            _released.Add(lease.Token);
            return Task.CompletedTask;
        }

        // Counted before anything is waited for: what is started beside it must know.
        sweep.Starting(run);
        _budget?.Started(run.Run, time.GetUtcNow());
        bool first = run.Attempt == 0;
        Task start = Start(sweep, run, lease, added);
        if (!first || _budget is not null)
        {
            return start;
        }

        // A new run's commit is not waited for by those who decide about others: meanwhile other runs' ends are taken in.
        _starts.RemoveAll(s => s.IsCompleted);
        _starts.Add(GoOn(start));
        return Task.CompletedTask;
    }

    private async Task GoOn(Task start)
    {
        try
        {
            await start;
        }
        catch (Exception error)
        {
            _stale = true; // as in a turn: the record decides
            LogStartFailed(log, error, Id);
        }
    }

    /// <summary>Waits until all starts in progress are committed.</summary>
    private async Task StartsDone()
    {
        await Task.WhenAll(_starts); // with the turn held nobody adds one
        _starts.Clear();
    }

    private async Task Start(SweepScheduler sweep, ScheduledRun run, Lease lease, Task<bool>? added)
    {
        Task<int?> started = writer.StartAttempt(
            new NewAttempt(run.Run, lease.Token, lease.Device, lease.Silo, lease.Threads, lease.OnHead));
        if (_leases.Remove(run.Run, out Lease? before))
        {
            _released.Add(before.Token); // of an attempt whose end was not heard of here
        }

        _leases[run.Run] = lease;
        if (added is not null && !await added)
        {
            throw new InvalidOperationException($"Trial {run.Run.Trial} of {Id} is not the next one on record.");
        }

        if (await started is not { } attempt)
        {
            // The record knows better where this run stands.
            _leases.Remove(run.Run);
            _released.Add(lease.Token);
            _stale = true;
            return;
        }

        sweep.Started(run, attempt, lease.Silo, lease.Device, lease.OnHead);
        _ = StartOn(lease, Assignment(sweep, run, lease));
        if (attempt > 1)
        {
            await JudgeAnew(sweep, run);
        }
    }

    // Not awaited by those who decide: a dead worker must not hold up the others' runs. A start whose outcome is unknown counts as
    // not made; the attempt's token, which the record then refuses, ends it if it was. Where the directory's entries for this grain lie
    // on a silo that died, calls fail until the cluster knows of that death: the lease is good meanwhile, so the same attempt tries again.
    private async Task StartOn(Lease lease, RunAssignment assignment)
    {
        string reason = "its worker kept turning up elsewhere.";
        long first = time.GetTimestamp();
        for (TimeSpan wait = FirstRestartWait; ; wait *= 2)
        {
            try
            {
                RequestContext.Set(IPlacementDirector.PlacementHintKey, SiloAddress.FromParsableString(lease.Address));
                Task<bool> start = GrainFactory.GetGrain<IExperimentGrain>(IExperimentGrain.KeyOf(assignment))
                    .Start(assignment, lease.Silo);
                RequestContext.Remove(IPlacementDirector.PlacementHintKey);
                if (await start.WaitAsync(LongestStart, time))
                {
                    return;
                }
            }
            catch (Exception error)
            {
                reason = error.Message.Split('\n')[0];
                if (error is not OrleansException)
                {
                    break;
                }
            }

            if (time.GetElapsedTime(first) + wait > LongestStart || _progress?.Find(assignment.Run)?.Attempt != assignment.Attempt)
            {
                break;
            }

            await Task.Delay(wait, time);
        }

        try
        {
            await RunExclusive(async () =>
            {
                if (_progress?.Find(assignment.Run) is { } run)
                {
                    await NotStarted(_progress, run, assignment.Attempt, reason);
                }
            });
        }
        catch (Exception error)
        {
            LogNotRequeued(log, error, assignment.Run); // the next look finds a run that nobody holds
        }
    }

    private RunAssignment Assignment(SweepScheduler sweep, ScheduledRun run, Lease lease)
    {
        RefitTerms? refit = sweep.Trials[run.Run.Trial].Refit;
        SiameseOptions given = sweep.Definition.Siamese;
        return new RunAssignment
        {
            Run = run.Run,
            Attempt = run.Attempt,
            LeaseToken = lease.Token,
            Configuration = sweep.ConfigurationOf(run.Run),
            Options = given with
            {
                Dataset = Portable(given.Dataset), ValidationIdentities = refit is null ? given.ValidationIdentities : 0,
            },
            Metric = refit is null ? sweep.Definition.Metric : sweep.Definition.Metric.OnTest(),
            RefitThreshold = refit?.Threshold,
            DatasetFingerprint = sweep.DatasetFingerprint,
            Device = lease.Device,
            Threads = lease.Threads,
        };
    }

    // Folders under the head's --data go to workers relative to it: theirs may lie elsewhere.
    private DatasetSpec Portable(DatasetSpec dataset)
    {
        string data = Path.GetFullPath(options.DataDirectory) + Path.DirectorySeparatorChar;
        return dataset.WithFolders(folder => folder.StartsWith(data, StringComparison.Ordinal) ? folder[data.Length..] : folder);
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "A start of sweep {Sweep} did not get on record; it is read again.")]
    private static partial void LogStartFailed(ILogger log, Exception error, string sweep);

    [LoggerMessage(Level = LogLevel.Error, Message = "Run {Run} could not be put back in the queue.")]
    private static partial void LogNotRequeued(ILogger log, Exception error, RunId run);
}
