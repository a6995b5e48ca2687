using SiameseSweep.Core.Metrics;

namespace SiameseSweep.Core.Statistics;

/// <summary>
/// Metrics of how well dissimilarities separate same-person from different-person pairs. A pair is judged "same" when d ≤ t. Infinite
/// dissimilarities are very large ones. Undefined values are NaN: all of them when a dissimilarity is NaN or there is no pair; AUC,
/// EER, its threshold and the accuracy when one of the two kinds of pairs is missing; FAR without different pairs, FRR without same ones.
/// </summary>
/// <param name="Auc">P(d of a different pair &gt; d of a same pair), ties one half; 0 to 1, 0.5 is chance.</param>
/// <param name="Eer">The error rate where FAR = FRR, interpolated along the straight lines of the ROC curve; 0 to 1.</param>
/// <param name="EerThreshold">A threshold that belongs to <paramref name="Eer"/>: interpolated like it, and in the middle of the
/// gap where every threshold of a gap would do.</param>
/// <param name="Accuracy">Balanced, at the threshold asked for: 1 − (FAR + FRR)/2.</param>
/// <param name="Far">Share of different pairs judged same at that threshold.</param>
/// <param name="Frr">Share of same pairs judged different at that threshold.</param>
public sealed record VerificationMetrics(double Auc, double Eer, double EerThreshold, double Accuracy, double Far, double Frr)
{
    private static readonly VerificationMetrics Nothing = new(double.NaN, double.NaN, double.NaN, double.NaN, double.NaN, double.NaN);

    private static readonly Dictionary<Measure, Func<VerificationMetrics, double>> Measures = new()
    {
        [MeasureCatalog.Auc] = m => m.Auc,
        [MeasureCatalog.Eer] = m => m.Eer,
        [MeasureCatalog.Accuracy] = m => m.Accuracy,
        [MeasureCatalog.Far] = m => m.Far,
        [MeasureCatalog.Frr] = m => m.Frr,
    };

    /// <summary>Returns the value of a measure that comes from pairs.</summary>
    public double this[Measure measure] => Measures[measure](this);

    /// <summary>Scores pairs in O(n log n).</summary>
    /// <param name="dissimilarities">One a pair; small means alike.</param>
    /// <param name="different">For each pair whether the people differ.</param>
    /// <param name="threshold">t for accuracy, FAR and FRR; null takes the pairs' own EER threshold.</param>
    /// <exception cref="ArgumentException">The two lists differ in length.</exception>
    public static VerificationMetrics Compute(ReadOnlySpan<float> dissimilarities, ReadOnlySpan<bool> different, double? threshold = null)
    {
        if (dissimilarities.Length != different.Length)
        {
            throw new ArgumentException($"{dissimilarities.Length} dissimilarities came with {different.Length} labels.");
        }

        foreach (float d in dissimilarities)
        {
            if (float.IsNaN(d))
            {
                return Nothing;
            }
        }

        float[] values = dissimilarities.ToArray();
        bool[] labels = different.ToArray();
        Array.Sort(values, labels);
        (double auc, double eer, double eerThreshold) = Curve(values, labels);
        double t = threshold ?? eerThreshold;
        (double far, double frr) = ErrorsAt(t, values, labels);
        return new VerificationMetrics(auc, eer, eerThreshold, 1 - ((far + frr) / 2), far, frr);
    }

    /// <summary>One walk up the sorted values, a group of ties at a time.</summary>
    private static (double Auc, double Eer, double Threshold) Curve(float[] values, bool[] labels)
    {
        long differents = labels.LongCount(l => l);
        long sames = labels.Length - differents;
        if (differents == 0 || sames == 0)
        {
            return (double.NaN, double.NaN, double.NaN);
        }

        // Twice the number of (same, different) couples in the right order, counted exactly: ties are one half, and a perfect
        // order is 1 to the last bit. The count outgrows 64 bits for millions of pairs.
        decimal twiceOrdered = 0;
        double eer = double.NaN, threshold = double.NaN;
        double farBefore = 0, gapBefore = -1; // at t = −∞ nothing is accepted: FAR 0, FRR 1
        long sameUpTo = 0, differentUpTo = 0;
        for (int start = 0, end; start < values.Length; start = end)
        {
            long same = 0, other = 0;
            for (end = start; end < values.Length && values[end] == values[start]; end++)
            {
                if (labels[end])
                {
                    other++;
                }
                else
                {
                    same++;
                }
            }

            twiceOrdered += (decimal)other * ((2 * sameUpTo) + same);
            sameUpTo += same;
            differentUpTo += other;
            double far = (double)differentUpTo / differents;
            double gap = far - ((double)(sames - sameUpTo) / sames); // FAR − FRR: never falls
            if (double.IsNaN(eer) && gap >= 0)
            {
                double share = gapBefore / (gapBefore - gap);
                eer = farBefore + (share * (far - farBefore));
                threshold = gap == 0
                    ? Between(values[start], end < values.Length ? values[end] : values[start], 0.5)
                    : Between(start > 0 ? values[start - 1] : values[start], values[start], share);
            }

            farBefore = far;
            gapBefore = gap;
        }

        return ((double)twiceOrdered / 2 / differents / sames, eer, threshold);
    }

    /// <summary>A value between two; the finite one where the other is infinite.</summary>
    private static double Between(double low, double high, double share) =>
        !double.IsFinite(high) ? low : !double.IsFinite(low) ? high : low + (share * (high - low));

    private static (double Far, double Frr) ErrorsAt(double threshold, float[] values, bool[] labels)
    {
        if (double.IsNaN(threshold))
        {
            return (double.NaN, double.NaN);
        }

        long accepted = 0, rejected = 0, differents = 0, sames = 0;
        for (int i = 0; i < values.Length; i++)
        {
            if (labels[i])
            {
                differents++;
                accepted += values[i] <= threshold ? 1 : 0;
            }
            else
            {
                sames++;
                rejected += values[i] > threshold ? 1 : 0;
            }
        }

        return ((double)accepted / differents, (double)rejected / sames); // 0/0 is the NaN that is meant
    }
}
