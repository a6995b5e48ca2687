using System.Text.Json;
using Microsoft.Extensions.Logging;
using SiameseSweep.Core.Pruners;
using SiameseSweep.Core.Runs;
using SiameseSweep.Core.Scheduling;
using SiameseSweep.Core.Store;
using SiameseSweep.Grains.Devices;
using SiameseSweep.Grains.Placement;
using SiameseSweep.Grains.Recording;
using SiameseSweep.Training.Runs;

namespace SiameseSweep.Grains.Sweeps;

// What follows from what was committed, and from what was not.
public sealed partial class SweepGrain
{
    private async Task Drain()
    {
        if (_draining)
        {
            return; // the one that drains takes this along
        }

        _draining = true;
        try
        {
            do
            {
                await InTurn(
                    async () =>
                    {
                        List<Task> decided = [];
                        while (_inbox.TryDequeue(out RunCommit? commit))
                        {
                            await React(commit, decided);
                        }

                        await Task.WhenAll(decided); // committed together
                        await Pump();
                    },
                    besideStarts: true);
            }
            while (_inbox.Count > 0);
        }
        finally
        {
            _draining = false;
        }
    }

    private async Task React(RunCommit commit, List<Task> decided)
    {
        if (_progress is not { } sweep || sweep.Find(commit.Run) is not { } run || run.Attempt != commit.Attempt)
        {
            return;
        }

        if (commit.Refused)
        {
            // The record ended the attempt by itself, or an older one spoke; what is on record decides.
            RunRow? row = reader.Run(commit.Run);
            _stale |= row?.State != run.State;
            if (row?.State != RunState.Running)
            {
                GiveBack(run, _released);
            }

            if (commit.Fingerprint is { } images && reader.Sweep(Id)?.DatasetFingerprint is { } others && others != images)
            {
                await RefuseWorker(run, row?.Reason);
            }

            return;
        }

        sweep.DatasetFingerprint ??= commit.Fingerprint;
        if (commit.BegunAgain)
        {
            SweepProgress.BegunAgain(run);
        }

        if (commit.Baselines)
        {
            sweep.HasBaselines(run);
        }

        foreach (EpochValue value in commit.Values)
        {
            if (sweep.Evaluated(run, value.Epoch, value.Value) is { } decision)
            {
                decided.Add(Decided(sweep, run, decision));
            }
        }

        if (commit.Ended is { } ended)
        {
            if (run.State != RunState.Running)
            {
                _stale = true; // told twice, or overtaken by a command: what is on record decides
                return;
            }

            await Ended(sweep, run, ended);
        }
    }

    private async Task Decided(SweepProgress sweep, RunProgress run, PruneDecision decision)
    {
        bool asked = decision.Prune && sweep.Ask(run, RunRequest.Prune, decision.Reason);
        await writer.AddEvent(EventKinds.PruneDecision, Id, run.Run, decision.Detail);
        if (asked)
        {
            SendRequest(run);
        }
    }

    // A head that died between an epoch's commit and its judgement never hears of that epoch again; one that died between a
    // judgement and the worker's answer has forgotten that it asked.
    private async Task JudgeAnew(SweepProgress sweep, RunProgress run)
    {
        if (sweep.Judge(run) is not { } decision)
        {
            return;
        }

        bool? before = PruneRecord.VerdictAtSameBand(reader.Events(run: run.Run), decision);
        if (before is null)
        {
            await Decided(sweep, run, decision);
        }
        else if (before is true && sweep.Ask(run, RunRequest.Prune, decision.Reason))
        {
            SendRequest(run);
        }
    }

    // Losses alone are not told here, and a mishap is judged by what of them is on record.
    private void StepsOnRecord(SweepProgress sweep, RunProgress run) => sweep.Stepped(run, reader.Run(run.Run)?.Step ?? 0);

    private async Task Ended(SweepProgress sweep, RunProgress run, EndedReport ended)
    {
        StepsOnRecord(sweep, run);
        if (ended.Hopeless)
        {
            SweepProgress.GivesUp(run);
        }

        sweep.Moved(run, ended.State);
        GiveBack(run, _released);
        AttemptVerdict? verdict = ended.State switch
        {
            RunState.Paused => AttemptRules.AfterPause(sweep.State, ended.Reason),
            RunState.Queued when ended.Cause == FailureCause.Worker => AttemptRules.AfterMishap(sweep.State, run.FruitlessAttempts, ended.Reason ?? ""),
            RunState.Queued => sweep.Mishap(run, ended.Reason ?? "The attempt broke."),
            RunState.Finished when ended.Epoch < sweep.ConfigurationOf(run.Run).Epochs => new AttemptVerdict(RunState.Queued, MoreEpochs),
            _ => null,
        };
        if (ended is { State: RunState.Queued, Cause: FailureCause.Worker })
        {
            await RefuseWorker(run, ended.Reason);
        }

        if (verdict is not null && verdict.State != ended.State)
        {
            await MoveRun(sweep, run, ended.State, verdict.State, verdict.Reason);
        }

        await LeaveOut(sweep, run.Run.Trial);
        if (sweep.Trials[run.Run.Trial].Ended)
        {
            await Forget(sweep, run.Run.Trial);
        }
    }

    // Its slots are not asked for again: it would be the first to be free each time, and use up every run in moments.
    private async Task RefuseWorker(RunProgress run, string? reason)
    {
        if (run.Silo is { } unfit && _refused.Add(unfit))
        {
            await writer.AddEvent(EventKinds.WorkerRefused, Id, run.Run, JsonSerializer.Serialize(new { silo = unfit, reason }));
            LogRefused(log, unfit, Id, reason);
        }
    }

    private async Task LeaveOut(SweepProgress sweep, int trial)
    {
        foreach (RunProgress other in sweep.NotToStart(trial))
        {
            await MoveRun(sweep, other, other.State, RunState.Pruned, $"Not started: the trial's first run {sweep.Trials[trial].Runs[0].Run} was pruned.");
        }
    }

    private Task Forget(SweepProgress sweep, int endedTrial) =>
        RemoveBest(sweep.TrialsToForget(endedTrial).SelectMany(trial => sweep.Trials[trial].Runs).SelectMany(run => reader.Checkpoints(run.Run)));

    private async Task RemoveBest(IEnumerable<CheckpointRow> files)
    {
        List<CheckpointRow> gone = [.. files.Where(file => file.Kind == CheckpointKind.Best)];
        if (gone.Count > 0)
        {
            await writer.RemoveCheckpoints(gone);
        }
    }

    // What followed from the last commits a head made before it died, it may not have come to.
    private async Task GoOnFrom(SweepProgress sweep)
    {
        await CheckLeases(sweep);
        foreach (RunProgress run in sweep.Running.ToList())
        {
            await JudgeAnew(sweep, run);
        }

        foreach (TrialProgress trial in sweep.Trials)
        {
            await LeaveOut(sweep, trial.Trial);
        }

        foreach (RunProgress run in sweep.CutShort)
        {
            await MoveRun(sweep, run, RunState.Finished, RunState.Queued, MoreEpochs);
        }

        if (sweep.State == SweepState.Stopped && sweep.Open > sweep.Running.Count)
        {
            await Change(sweep, new SweepChange(Id) { Runs = Leftover });
        }

        // Trials without files were forgotten before: where an older head broke ties otherwise, they must not push out one that has them.
        ILookup<int, CheckpointRow> files = reader.Checkpoints(Id).Where(file => file.Kind == CheckpointKind.Best).ToLookup(file => file.RunId.Trial);
        List<int> forgotten = [.. sweep.Trials.Where(t => t.Ended && files.Contains(t.Trial)).SelectMany(t => sweep.TrialsToForget(t.Trial))];
        await RemoveBest(forgotten.SelectMany(trial => files[trial]));
    }

    private async Task Lost(SweepProgress sweep, RunProgress run, int attempt, string reason)
    {
        if (run.State != RunState.Running || run.Attempt != attempt)
        {
            return;
        }

        StepsOnRecord(sweep, run);
        AttemptVerdict verdict = sweep.Mishap(run, reason);
        await MoveRun(sweep, run, RunState.Running, verdict.State, verdict.Reason);

        // A worker that did not take the run may be leaving: asking again at once would only get its slot again.
        GiveBack(run, reason.StartsWith(AttemptRules.NotStarted, StringComparison.Ordinal) ? _releasedLater : _released);
        _ask = true;
        LogLost(log, run.Run, attempt, verdict.State, reason);
        if (sweep.Trials[run.Run.Trial].Ended)
        {
            await Forget(sweep, run.Run.Trial);
        }
    }

    /// <summary>Looks whether record, leases and memory agree, and makes good what was lost between them.</summary>
    private Task Look() => InTurn(async () =>
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
        foreach (RunProgress run in sweep.Running.Where(r => r.Asked != RunRequest.None))
        {
            SendRequest(run); // the first may have been lost
        }

        _released.AddRange(_releasedLater);
        _releasedLater.Clear();
        _ask = true;
        await Pump();
    });

    private async Task CheckLeases(SweepProgress sweep)
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
        foreach (RunProgress run in sweep.Running.ToList())
        {
            // A head's own runs died with it: this process holds the head's lock. What the cluster has given up holds nothing either.
            bool certain = held.Settled || held.Dead.Contains(run.Silo) || (run.Silo != silo.Name && run.Silo?.StartsWith(SiloRole.Head, StringComparison.Ordinal) == true);
            if (certain && !(_leases.TryGetValue(run.Run, out Lease? lease) && tokens.Contains(lease.Token)))
            {
                await Lost(sweep, run, run.Attempt, $"The worker {run.Silo} is gone.");
            }
        }
    }

    private void CheckRecord(SweepProgress sweep) => _stale |= _disagreement.Lasts(
        reader.Runs(new RunQuery(Id, RunState.Running)).Select(r => (r.RunId, r.Attempt)), sweep.Running.Select(r => (r.Run, r.Attempt)));

    private void AskRunning(SweepProgress sweep)
    {
        (RunRequest request, string reason) = sweep.State switch
        {
            SweepState.Running when !sweep.BudgetUsed => (RunRequest.None, ""),
            SweepState.Running => (RunRequest.Stop, "The budget of device hours is used up."),
            SweepState.Paused => (RunRequest.Pause, "The sweep was paused."),
            _ => (RunRequest.Stop, "The sweep was stopped."),
        };
        foreach (RunProgress run in sweep.Running)
        {
            if (sweep.Ask(run, request, reason))
            {
                SendRequest(run);
            }
        }
    }

    private void SendRequest(RunProgress run)
    {
        if (_leases.TryGetValue(run.Run, out Lease? lease))
        {
            EndRequest request = run.Asked switch
            {
                RunRequest.Pause => EndRequest.Pause,
                RunRequest.Prune => EndRequest.Prune,
                _ => EndRequest.Stop,
            };
            _ = Send(run.Run, lease, request, run.AskedBecause);
        }
    }

    // Not awaited by those who decide: a worker that is gone answers only after a timeout. Asked again at the next look.
    private async Task Send(RunId run, Lease lease, EndRequest request, string? reason)
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

    private void GiveBack(RunProgress run, List<string> to)
    {
        _budget?.Ended(run.Run, time.GetUtcNow());
        if (_leases.Remove(run.Run, out Lease? lease))
        {
            to.Add(lease.Token);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Run {Run}, attempt {Attempt}, is lost and now {State}: {Reason}")]
    private static partial void LogLost(ILogger log, RunId run, int attempt, RunState state, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Silo} gets no more runs of {Sweep}: {Reason}")]
    private static partial void LogRefused(ILogger log, string silo, string sweep, string? reason);

    [LoggerMessage(Level = LogLevel.Debug, Message = "Run {Run} on {Silo} could not be asked to end: {Error}")]
    private static partial void LogNotAsked(ILogger log, RunId run, string silo, string error);
}
