using SiameseSweep.Core.Runs;
using SiameseSweep.Core.Samplers;
using SiameseSweep.Core.Store;
using SiameseSweep.Core.Sweeps;

namespace SiameseSweep.Core.Scheduling;

// The winner trained again on training and validation people.
public sealed partial class SweepProgress
{
    /// <summary>Whether everything is tried, so that the winner may be trained again.</summary>
    public bool MayRefit => definition.Siamese.Refit && MayStart && _hasResult && _open == 0 && !MayPropose;

    /// <summary>
    /// Returns the trial that trains the winner again; null when it is on record already. One that was stopped is made anew.
    /// </summary>
    public NewTrial? Refit(RefitPlan plan)
    {
        bool made = _trials.Any(t =>
            t.Refit == plan.Terms
            && TrialParameters.ToJson(t.Configuration) == TrialParameters.ToJson(plan.Configuration)
            && !t.Runs.Any(r => r.State == RunState.Stopped));
        return made ? null : NewTrial(
            plan.Configuration,
            Explanation.Of("refit", json =>
            {
                json.WriteNumber("winner", plan.Terms.Winner);
                json.WriteNumber("epochs", plan.Configuration.Epochs);
                json.WriteNumber("threshold", plan.Terms.Threshold);
            })) with { Refit = plan.Terms };
    }

    /// <summary>Why a sweep that asks for a refit ends without one; null otherwise.</summary>
    private string? NotRefitted =>
        !definition.Siamese.Refit ? null
        : !_hasResult ? "No trial has a result, so none is trained again on all people."
        : !_trials.Any(t => t.Refit is not null) ? "The best trial has no threshold of validation people, so it is not trained again."
        : null;
}
