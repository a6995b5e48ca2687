using SiameseSweep.Core.Metrics;
using SiameseSweep.Core.Statistics;
using SiameseSweep.Training.Losses;

namespace SiameseSweep.Training.Evaluation;

/// <summary>An evaluation's metrics under the names of sweep files.</summary>
/// <param name="Values"><c>validation.*</c> (only with validation pairs) and <c>test.*</c>: auc, eer, accuracy, far, frr and, where
/// the loss has one, loss.</param>
/// <param name="Threshold">t at which accuracy, FAR and FRR of both splits were judged.</param>
/// <param name="ThresholdFromTest">True when the test pairs chose their own threshold.</param>
public sealed record EvaluationMetrics(Dictionary<string, double> Values, double Threshold, bool ThresholdFromTest)
{
    /// <summary>
    /// Judges the splits. The threshold is the validation pairs' EER threshold; without validation people, or where they have only
    /// one kind of pair and so no EER, it is the test pairs' own. Validation scores that are NaN leave it NaN: a broken network is
    /// not given a threshold from elsewhere.
    /// </summary>
    /// <param name="validation">Pairs of the people to choose by; null without.</param>
    /// <param name="test">Pairs of the test people.</param>
    /// <param name="loss">Gives <c>loss</c>; null for baselines, which have none.</param>
    /// <param name="given">A threshold that was chosen elsewhere; null: it is chosen here.</param>
    public static EvaluationMetrics For(LabelledScores? validation, LabelledScores test, SiameseLoss? loss, double? given = null)
    {
        bool calibrates = validation is not null && validation.Different.Contains(true) && validation.Different.Contains(false);
        LabelledScores calibration = calibrates ? validation! : test;
        double threshold = given ?? VerificationMetrics.Compute(calibration.Dissimilarities, calibration.Different).EerThreshold;
        Dictionary<string, double> values = [];
        if (validation is not null)
        {
            Add(values, MetricSplit.Validation, validation, threshold, loss);
        }

        Add(values, MetricSplit.Test, test, threshold, loss);
        return new EvaluationMetrics(values, threshold, !calibrates && given is null);
    }

    private static void Add(Dictionary<string, double> values, MetricSplit split, LabelledScores pairs, double threshold, SiameseLoss? loss)
    {
        VerificationMetrics metrics = VerificationMetrics.Compute(pairs.Dissimilarities, pairs.Different, threshold);
        foreach (Measure measure in MeasureCatalog.FromPairs)
        {
            values[new MetricName(split, measure).ToString()] = metrics[measure];
        }

        if (loss is { Definition.HasEvaluationLoss: true })
        {
            values[new MetricName(split, MeasureCatalog.Loss).ToString()] = loss.EvaluationLoss(pairs.Dissimilarities, pairs.Different);
        }
    }
}
