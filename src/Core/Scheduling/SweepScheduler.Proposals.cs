using SiameseSweep.Core.Runs;
using SiameseSweep.Core.Samplers;
using SiameseSweep.Core.Store;
using SiameseSweep.Core.Sweeps;

namespace SiameseSweep.Core.Scheduling;

// Trials to add: those of the search, and the winner trained again on training and validation people.
public sealed partial class SweepScheduler
{
    /// <summary>Proposes the next trial, or notes that there is none. Nothing changes but that until <see cref="Add"/>.</summary>
    public NewTrial? Propose()
    {
        Proposal? proposal = _sampler.Propose(new SamplingContext(definition, Proposed, _snapshots));
        if (proposal is null)
        {
            _exhausted = true;
            return null;
        }

        return NewTrial(proposal.Configuration, proposal.Explanation);
    }

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
            DecisionJson.Of("refit", json =>
            {
                json.WriteNumber("winner", plan.Terms.Winner);
                json.WriteNumber("epochs", plan.Configuration.Epochs);
                json.WriteNumber("threshold", plan.Terms.Threshold);
            })) with { Refit = plan.Terms };
    }

    /// <summary>Reason for which a sweep that asks for a refit ends without one; null otherwise.</summary>
    private string? NotRefitted =>
        !definition.Siamese.Refit ? null
        : !_hasResult ? "No trial has a result, so none is trained again on all people."
        : !_trials.Any(t => t.Refit is not null) ? "The best trial has no threshold of validation people, so it is not trained again."
        : null;

    private NewTrial NewTrial(RunConfiguration configuration, string explanation)
    {
        int trial = _trials.Count;
        SiameseOptions options = definition.Siamese;
        List<(RunId, long)> runs = [];
        for (int replicate = 0; replicate < options.Replicates; replicate++)
        {
            for (int fold = 0; fold < options.Folds; fold++)
            {
                RunId run = new(sweepId, trial, replicate, fold);
                runs.Add((run, (long)(RunSeeds.For(options.Seed, run) & long.MaxValue)));
            }
        }

        return new NewTrial(sweepId, trial, configuration, explanation, runs);
    }
}
