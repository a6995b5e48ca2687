using SiameseSweep.Core.Runs;

namespace SiameseSweep.Core.Scheduling;

/// <summary>
/// Rules for commands on a sweep, by its state. Each returns null if the command is allowed, otherwise the error message.
/// </summary>
public static class CommandRules
{
    /// <summary>Whether it may be held.</summary>
    public static string? Pause(string sweep, SweepState state) => state.IsFinal()
        ? $"Sweep {sweep} is {state.Name()}; only a running sweep can be paused."
        : null;

    /// <summary>Whether it may go on.</summary>
    public static string? Resume(string sweep, SweepState state) =>
        state.IsFinal()
            ? $"Sweep {sweep} is {state.Name()}; only a paused sweep can be resumed. "
                + $"'retry' trains its failed runs again, 'extend' adds trials or epochs."
            : null;

    /// <summary>Whether it may be ended.</summary>
    public static string? Stop(string sweep, SweepState state) => state is SweepState.Finished or SweepState.Failed
        ? $"Sweep {sweep} is {state.Name()} already; there is nothing to stop."
        : null;

    /// <summary>Whether its failed runs may be trained again.</summary>
    public static string? Retry(string sweep, int failedRuns) => failedRuns == 0
        ? $"Sweep {sweep} has no failed run to retry."
        : null;

    /// <summary>Whether it may get more trials or epochs.</summary>
    /// <param name="sweep">Its id.</param>
    /// <param name="trials">Trials proposed so far.</param>
    /// <param name="epochsNow">Most epochs of any trial.</param>
    /// <param name="runCap">The new cap, if it changes.</param>
    /// <param name="epochs">The new epochs, if they change.</param>
    /// <param name="anotherTrial">Whether there is another trial to propose then.</param>
    /// <param name="longerRun">Whether there is a run to train longer: one that has finished, or has not ended.</param>
    /// <param name="restart">Whether runs may begin again.</param>
    /// <param name="mustRestart">Whether more epochs make runs begin again.</param>
    public static string? Extend(
        string sweep, int trials, int epochsNow, int? runCap, int? epochs, bool anotherTrial, bool longerRun, bool restart,
        bool mustRestart)
    {
        if (runCap is null && epochs is null)
        {
            return "Specify --run-cap N (trials) or --epochs N to extend by.";
        }

        if (restart && epochs is null)
        {
            return "Runs begin again (--restart) only for more epochs; specify --epochs N too.";
        }

        if (runCap <= trials)
        {
            return $"Sweep {sweep} has {trials} trials already, so a run cap of {runCap} adds none; give a larger one.";
        }

        if (epochs <= epochsNow)
        {
            return $"Sweep {sweep} trains {epochsNow} epochs already, so {epochs} adds none; give more.";
        }

        if (epochs is not null && mustRestart && !restart)
        {
            return $"Sweep {sweep} has runs whose learning rate depends on the number of epochs (schedule cosine or one_cycle), "
                + $"so they cannot go on to {epochs}; give --restart to train them again from the first step.";
        }

        return (epochs, anotherTrial, longerRun) switch
        {
            (_, true, _) or (not null, _, true) => null,
            (null, _, _) =>
                $"Sweep {sweep} has tried all {trials} combinations that its parameters allow, so a run cap of {runCap} adds none; "
                + $"submit a file that allows more.",
            _ =>
                $"No run of sweep {sweep} has finished and none is left to train, so {epochs} epochs change nothing; "
                + $"submit its file again to start over.",
        };
    }

    /// <summary>Whether a sweep that has a budget may get more to do.</summary>
    /// <param name="sweep">Its id.</param>
    /// <param name="deviceHours">The budget; null: none.</param>
    /// <param name="used">Whether it is used up.</param>
    public static string? Budget(string sweep, double? deviceHours, bool used) =>
        used
            ? FormattableString.Invariant(
                $"Sweep {sweep} has used its budget of {deviceHours} device hours; submit its file again with a larger siamese.budget.")
            : null;

    /// <summary>Whether it may be removed.</summary>
    public static string? Delete(string sweep, SweepState state, int runningRuns) => state == SweepState.Running || runningRuns > 0
        ? $"Sweep {sweep} is running; stop it before deleting it."
        : null;
}
