using SiameseSweep.Core.Runs;
using SiameseSweep.Core.Scheduling;

namespace SiameseSweep.Grains.Sweeps;

// The budget of device hours.
public sealed partial class SweepGrain
{
    private IGrainTimer? _budgetTimer;

    private async Task CheckBudget(SweepScheduler sweep)
    {
        if (_budget is null || sweep.State != SweepState.Running)
        {
            return;
        }

        DateTimeOffset now = time.GetUtcNow();
        sweep.BudgetIsTight = !_budget.HasRoom(now);
        if (!sweep.BudgetUsed)
        {
            if (!_budget.IsUsed(now))
            {
                return;
            }

            sweep.BudgetUsed = true;
            AskRunning(sweep);
        }

        // Also those that come back to the queue afterwards, because their worker is gone.
        await MoveAll(sweep, RunState.Queued, RunState.Stopped, "The budget of device hours is used up.");
        await MoveAll(sweep, RunState.Paused, RunState.Stopped, "The budget of device hours is used up.");
    }

    /// <summary>The look every two seconds would come too late: the last moments of a budget have a timer of their own.</summary>
    private void LookWhenUsedUp(SweepScheduler sweep)
    {
        _budgetTimer?.Dispose();
        _budgetTimer = null;
        if (_budget is not null && !sweep.BudgetUsed && sweep.State == SweepState.Running
            && _budget.UntilUsed(time.GetUtcNow()) is { } left && left <= LookEvery)
        {
            _budgetTimer = this.RegisterGrainTimer(
                () => RunExclusive(Dispatch),
                new GrainTimerCreationOptions(left, Timeout.InfiniteTimeSpan) { KeepAlive = true, Interleave = true });
        }
    }

    private string? BudgetRefusal(SweepScheduler sweep) => CommandRules.Budget(
        Id, sweep.Definition.Siamese.BudgetDeviceHours, sweep.BudgetUsed || _budget?.IsUsed(time.GetUtcNow()) == true);
}
