using SiameseSweep.Core.Runs;

namespace SiameseSweep.Core.Scheduling;

/// <summary>Rules for runs whose attempt ended before the run did.</summary>
/// <param name="State">The run's next state.</param>
/// <param name="Reason">A sentence for the record.</param>
public sealed record NextRunState(RunState State, string? Reason);

/// <summary>Pure rules for attempts that end.</summary>
public static class AttemptRules
{
    /// <summary>Attempts in a row that commit no new step after which a run is given up.</summary>
    public const int AttemptsWithoutProgressAllowed = 3;

    /// <summary>The worker is gone, or the attempt broke for a cause that is not the run's numbers.</summary>
    /// <param name="sweep">The sweep's state.</param>
    /// <param name="withoutProgress">Attempts in a row without a new step, this one included.</param>
    /// <param name="reason">What happened.</param>
    public static NextRunState AfterFailure(SweepState sweep, int withoutProgress, string reason) => sweep switch
    {
        _ when withoutProgress >= AttemptsWithoutProgressAllowed && sweep != SweepState.Stopped => new NextRunState(
            RunState.Failed, $"Given up after {withoutProgress} attempts in a row without a new step. The last one: {reason}"),
        SweepState.Running => new NextRunState(RunState.Queued, reason),
        SweepState.Paused => new NextRunState(RunState.Paused, reason),
        _ => new NextRunState(RunState.Stopped, "Stopped by the user."),
    };

    /// <summary>The attempt saved its state and left: for the user's pause it waits for the user, otherwise for a slot.</summary>
    public static NextRunState AfterPause(SweepState sweep, string? reason) => sweep switch
    {
        SweepState.Running => new NextRunState(RunState.Queued, reason),
        SweepState.Paused => new NextRunState(RunState.Paused, reason),
        _ => new NextRunState(RunState.Stopped, "Stopped by the user."),
    };
}
