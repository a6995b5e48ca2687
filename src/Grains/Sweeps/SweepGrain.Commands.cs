using SiameseSweep.Core.Runs;
using SiameseSweep.Core.Scheduling;
using SiameseSweep.Core.Store;

namespace SiameseSweep.Grains.Sweeps;

// What users ask for: each is refused with a reason, or one transaction.
public sealed partial class SweepGrain
{
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
        List<ScheduledRun> failed = [.. sweep.Trials.SelectMany(t => t.Runs).Where(r => r.State == RunState.Failed)];
        if ((CommandRules.Retry(Id, failed.Count) ?? BudgetRefusal(sweep)) is { } refusal)
        {
            return refusal;
        }

        failed.ForEach(SweepScheduler.ResetFailures);
        await Change(sweep, new SweepChange(Id)
        {
            Move = Reopened(sweep, "Failed runs are tried again."),
            Runs = ([RunState.Failed], RunState.Queued, "Tried again by the user."),
        });
        return null;
    });

    /// <inheritdoc/>
    public Task<string?> Extend(int? runCap, int? epochs, bool restart) =>
        Command(async sweep =>
        {
            int epochsNow = Math.Max(
                sweep.Epochs ?? 0,
                sweep.Trials.Select(t => t.Configuration.Epochs).DefaultIfEmpty(sweep.Definition.Siamese.Epochs).Max());
            bool anotherTrial = !((runCap ?? sweep.RunCap) <= sweep.Proposed) && sweep.Propose() is not null;

            // By the record: the end of a run may be there before it is known here.
            bool longerRun = Enum.GetValues<RunState>()
                .Any(s => (s == RunState.Finished || !s.IsFinal()) && reader.CountRuns(new RunQuery(Id, s)) > 0);
            bool mustRestart = sweep.Trials.Any(t => t.MustRestartForMoreEpochs);
            string? refusal = CommandRules.Extend(
                Id, sweep.Proposed, epochsNow, runCap, epochs, anotherTrial, longerRun, restart, mustRestart);
            if ((refusal ?? BudgetRefusal(sweep)) is { } refused)
            {
                return refused;
            }

            await Change(
                sweep,
                new SweepChange(Id)
                {
                    Move = Reopened(sweep, "Extended by the user."),
                    RunCap = runCap,
                    Epochs = epochs,

                    // Their resume state went when they ended, so they train again from the start: the same steps give the same rows,
                    // or where the learning rate depends on the epochs the rows of before are removed when the first attempt starts.
                    Runs = epochs is null ? null : ([RunState.Finished], RunState.Queued, MoreEpochs),
                    NotRefits = true,
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
            await Pool.ReleaseAndAcquire(Id, [.. _released, .. _releasedLater], 0, [], []);
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

    private Task<string?> Command(Func<SweepScheduler, Task<string?>> command) => RunExclusive(async () =>
    {
        if (_progress is not { } sweep)
        {
            return $"There is no sweep {Id}; 'sweeps' lists them.";
        }

        string? refusal = await command(sweep);
        if (refusal is null && _progress is not null)
        {
            _ask = true;
            await Dispatch();
        }

        return refusal;
    });

    // What waits when a sweep is stopped does not stay behind.
    private static (IReadOnlyCollection<RunState> From, RunState To, string Reason) Leftover =>
        ([RunState.Queued, RunState.Paused], RunState.Stopped, "The sweep was stopped.");

    private static (SweepState State, string Reason)? Reopened(SweepScheduler sweep, string reason) =>
        sweep.State.IsFinal() ? (SweepState.Running, reason) : null;

    private async Task Change(SweepScheduler sweep, SweepChange change)
    {
        IReadOnlyList<RunId> moved = await writer.ChangeSweep(change);
        sweep.State = change.Move?.State ?? sweep.State;
        foreach (RunId run in moved)
        {
            if (sweep.Find(run) is { } known)
            {
                sweep.OnStateChanged(known, change.Runs!.Value.To);
            }
            else
            {
                _stale = true;
            }
        }
    }
}
