using SiameseSweep.Core.Sweeps;

namespace SiameseSweep.Core.Results;

/// <summary>
/// The best epoch of a run (CONTRACT §2): the best by the sweep's metric; among equals the higher <c>validation.auc</c>, where NaN is
/// lowest; among these the latest. An epoch whose value is not finite is never best.
/// </summary>
public static class BestEpoch
{
    /// <summary>The metric that decides among epochs of equal value.</summary>
    public const string TieBreaker = "validation.auc";

    /// <summary>Returns the best of some epochs, given in any order; null when none has a finite value.</summary>
    public static EpochResult? Of(MetricSpec metric, IEnumerable<EpochResult> epochs)
    {
        EpochResult? best = null;
        foreach (EpochResult epoch in epochs)
        {
            best = IsBetter(metric, epoch, best) ? epoch : best;
        }

        return best;
    }

    /// <summary>Returns whether an epoch takes the place of the best one so far.</summary>
    public static bool IsBetter(MetricSpec metric, EpochResult epoch, EpochResult? best)
    {
        if (best is not { } other || metric.IsBetter(epoch.Value, other.Value))
        {
            return double.IsFinite(epoch.Value);
        }

        // Comparing doubles, CompareTo has NaN below every number and equal to itself.
        return epoch.Value == other.Value
            && (epoch.ValidationAuc.CompareTo(other.ValidationAuc), epoch.Epoch.CompareTo(other.Epoch)) is ( > 0, _) or (0, > 0);
    }
}
