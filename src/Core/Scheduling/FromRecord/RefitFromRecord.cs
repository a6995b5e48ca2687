using SiameseSweep.Core.Metrics;
using SiameseSweep.Core.Results;
using SiameseSweep.Core.Runs;
using SiameseSweep.Core.Store;
using SiameseSweep.Core.Sweeps;

namespace SiameseSweep.Core.Scheduling.FromRecord;

/// <summary>Reads from the record which refit a sweep's results ask for.</summary>
public static class RefitFromRecord
{
    /// <summary>Returns the plan; null when no trial has a result, or the winner no threshold of validation people.</summary>
    /// <param name="record">The record.</param>
    /// <param name="sweepId">The sweep.</param>
    /// <param name="metric">What its trials are judged by.</param>
    public static RefitPlan? Read(IRecordReader record, string sweepId, MetricSpec metric)
    {
        TrialResult? winner = record.TrialResults(sweepId).Order(TrialResult.Order(metric)).FirstOrDefault();
        if (winner is null
            || !double.IsFinite(winner.Value)
            || record.Sweep(sweepId) is not { } sweep
            || record.Trial(sweepId, winner.Trial) is not { } trial)
        {
            return null;
        }

        double[] thresholds =
        [
            .. winner.Valued.Select(r => record.Dissimilarities(r.Run, EvaluationSplit.Validation, r.BestEpoch))
                .Where(scores => scores is { ThresholdFromTest: false } && double.IsFinite(scores.Threshold))
                .Select(scores => scores!.Threshold),
        ];
        int[] epochs = [.. winner.Valued.Select(r => r.BestEpoch!.Value).Order()];
        int median = (epochs[(epochs.Length - 1) / 2] + epochs[epochs.Length / 2] + 1) / 2;
        RunConfiguration own = TrialParameters.FromJson(trial.Parameters);
        return thresholds.Length == 0
            ? null
            : new RefitPlan(
                own with { Epochs = median, Warmup = own.Warmup * median / sweep.EpochsOf(trial) }, // the schedule as a whole is shortened
                new RefitTerms(winner.Trial, thresholds.Average()));
    }
}
