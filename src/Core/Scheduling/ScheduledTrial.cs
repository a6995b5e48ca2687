using SiameseSweep.Core.LearningRates;
using SiameseSweep.Core.Metrics;
using SiameseSweep.Core.Results;
using SiameseSweep.Core.Runs;
using SiameseSweep.Core.Sweeps;

namespace SiameseSweep.Core.Scheduling;

/// <summary>A trial as the scheduler knows it.</summary>
/// <param name="Trial">Number from 0.</param>
/// <param name="Configuration">Its parameters.</param>
/// <param name="Runs">Ordered by replicate, then fold.</param>
public sealed record ScheduledTrial(int Trial, RunConfiguration Configuration, IReadOnlyList<ScheduledRun> Runs)
{
    /// <summary>Terms of the refit; null for a trial that the search proposed.</summary>
    public RefitTerms? Refit { get; init; }

    /// <summary>Its place among the trials that the search proposed; for a refit the number of those before it.</summary>
    public int Place { get; init; }

    /// <summary>Whether no run of it can report any more.</summary>
    public bool Ended => Runs.All(r => r.State.IsFinal());

    /// <summary>Whether runs that have begun would begin again with more epochs, because their learning rate depends on them.</summary>
    public bool MustRestartForMoreEpochs => Refit is null && Configuration.Schedule.DependsOnLength
        && Runs.Any(r => r.State == RunState.Finished || (r.Attempt > 0 && !r.State.IsFinal()));

    /// <summary>
    /// Returns its result. AUCs are not kept here, so among epochs of equal value it names the latest one; values do not depend on
    /// that.
    /// </summary>
    public TrialResult Result(MetricSpec metric) => new(Trial, [.. Runs.Select(r => r.Result(metric))]);

    /// <summary>Returns its value (<see cref="TrialResult.Value"/>).</summary>
    public double Value(MetricSpec metric) => Result(metric).Value;
}
