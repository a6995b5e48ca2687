using Microsoft.Extensions.Logging;
using SiameseSweep.Core.Events;
using SiameseSweep.Core.Pruners;
using SiameseSweep.Core.Runs;
using SiameseSweep.Core.Scheduling;
using SiameseSweep.Core.Scheduling.FromRecord;
using SiameseSweep.Core.Store;
using SiameseSweep.Grains.Recording;

namespace SiameseSweep.Grains.Sweeps;

// What follows from what was committed, and from what was not.
public sealed partial class SweepGrain
{
    private async Task DrainInbox()
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
                await RunExclusive(
                    async () =>
                    {
                        List<Task> decided = [];
                        while (_inbox.TryDequeue(out RunCommit? commit))
                        {
                            await React(commit, decided);
                        }

                        await Task.WhenAll(decided); // committed together
                        await Dispatch();
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
            SweepScheduler.Restarted(run);
        }

        foreach (EpochValue value in commit.Values)
        {
            if (sweep.OnEvaluation(run, value.Epoch, value.Value) is { } decision)
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

    private async Task Decided(SweepScheduler sweep, ScheduledRun run, PruneDecision decision)
    {
        bool asked = decision.Prune && sweep.Ask(run, StopRequest.Prune, decision.Reason);
        await writer.AddEvent(decision.Judged, Id, run.Run);
        if (asked)
        {
            SendRequest(run);
        }
    }

    // A head that died between an epoch's commit and its judgement never hears of that epoch again; one that died between a
    // judgement and the worker's answer has forgotten that it asked.
    private async Task JudgeAnew(SweepScheduler sweep, ScheduledRun run)
    {
        if (sweep.Judge(run) is not { } decision)
        {
            return;
        }

        bool? before = VerdictsFromRecord.AtBand(reader.Events(run: run.Run), decision.Judged.Band);
        if (before is null)
        {
            await Decided(sweep, run, decision);
        }
        else if (before is true && sweep.Ask(run, StopRequest.Prune, decision.Reason))
        {
            SendRequest(run);
        }
    }

    // Losses alone are not told here, and a failure is judged by what of them is on record.
    private void StepsOnRecord(SweepScheduler sweep, ScheduledRun run) => sweep.OnSteps(run, reader.Run(run.Run)?.Step ?? 0);

    private async Task Ended(SweepScheduler sweep, ScheduledRun run, EndedReport ended)
    {
        StepsOnRecord(sweep, run);
        if (ended.Hopeless)
        {
            SweepScheduler.MarkHopeless(run);
        }

        sweep.OnStateChanged(run, ended.State);
        GiveBack(run, _released);
        NextRunState? verdict = ended.State switch
        {
            RunState.Paused => AttemptRules.AfterPause(sweep.State, ended.Reason),
            RunState.Queued => sweep.AttemptFailed(
                run, ended.Reason ?? "The attempt broke.", ended.Cause == FailureCause.Worker ? QueueCause.Worker : null),
            RunState.Finished when ended.Epoch < sweep.ConfigurationOf(run.Run).Epochs => new NextRunState(RunState.Queued, MoreEpochs),
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
    private async Task RefuseWorker(ScheduledRun run, string? reason)
    {
        if (run.Silo is { } unfit && _refused.Add(unfit))
        {
            await writer.AddEvent(new WorkerRefused(unfit, reason), Id, run.Run);
            LogRefused(log, unfit, Id, reason);
        }
    }

    private async Task LeaveOut(SweepScheduler sweep, int trial)
    {
        foreach (ScheduledRun other in sweep.NotToStart(trial))
        {
            await MoveRun(
                sweep,
                other,
                other.State,
                RunState.Pruned,
                $"Not started: the trial's first run {sweep.Trials[trial].Runs[0].Run} was pruned.");
        }
    }

    private Task Forget(SweepScheduler sweep, int endedTrial) =>
        RemoveBest(
            sweep.TrialsToForget(endedTrial).SelectMany(trial => sweep.Trials[trial].Runs).SelectMany(run => reader.Checkpoints(run.Run)));

    private async Task RemoveBest(IEnumerable<CheckpointRow> files)
    {
        List<CheckpointRow> gone = [.. files.Where(file => file.Kind == CheckpointKind.Best)];
        if (gone.Count > 0)
        {
            await writer.RemoveCheckpoints(gone);
        }
    }

    // What followed from the last commits a head made before it died, it may not have come to.
    private async Task GoOnFrom(SweepScheduler sweep)
    {
        await CheckLeases(sweep);
        foreach (ScheduledRun run in sweep.Running.ToList())
        {
            await JudgeAnew(sweep, run);
        }

        foreach (ScheduledTrial trial in sweep.Trials)
        {
            await LeaveOut(sweep, trial.Trial);
        }

        foreach (ScheduledRun run in sweep.CutShort)
        {
            await MoveRun(sweep, run, RunState.Finished, RunState.Queued, MoreEpochs);
        }

        if (sweep.State == SweepState.Stopped && sweep.Open > sweep.Running.Count)
        {
            await Change(sweep, new SweepChange(Id) { Runs = Leftover });
        }

        // Trials without files were forgotten before: where an older head broke ties otherwise, they must not push out one that has them.
        ILookup<int, CheckpointRow> files = reader.Checkpoints(Id)
            .Where(file => file.Kind == CheckpointKind.Best)
            .ToLookup(file => file.RunId.Trial);
        List<int> forgotten =
        [
            .. sweep.Trials.Where(t => t.Ended && files.Contains(t.Trial)).SelectMany(t => sweep.TrialsToForget(t.Trial)),
        ];
        await RemoveBest(forgotten.SelectMany(trial => files[trial]));
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Silo} gets no more runs of {Sweep}: {Reason}")]
    private static partial void LogRefused(ILogger log, string silo, string sweep, string? reason);
}
