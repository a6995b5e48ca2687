using SiameseSweep.Core.Store;

namespace SiameseSweep.Dashboard.Model.Charts;

/// <summary>False accepts against false rejects over all thresholds of a set of scored pairs; "same" is d ≤ t.</summary>
public sealed class OperatingCurve
{
    private OperatingCurve(IReadOnlyList<double> thresholds, IReadOnlyList<double> falseAccepts, IReadOnlyList<double> falseRejects)
    {
        Thresholds = thresholds;
        FalseAccepts = falseAccepts;
        FalseRejects = falseRejects;
    }

    /// <summary>Rising; the first is −∞ (nothing accepted).</summary>
    public IReadOnlyList<double> Thresholds { get; }

    /// <summary>Share of different pairs taken for the same person, at each threshold.</summary>
    public IReadOnlyList<double> FalseAccepts { get; }

    /// <summary>Share of same pairs taken for different people, at each threshold.</summary>
    public IReadOnlyList<double> FalseRejects { get; }

    /// <summary>The curve of finite scores; null unless both kinds of pairs are there.</summary>
    public static OperatingCurve? Of(IReadOnlyList<DissimilarityRow> pairs)
    {
        List<DissimilarityRow> sorted = pairs.Where(p => double.IsFinite(p.Dissimilarity)).OrderBy(p => p.Dissimilarity).ToList();
        int different = sorted.Count(p => p.Different), same = sorted.Count - different;
        if (different == 0 || same == 0)
        {
            return null;
        }

        List<double> thresholds = [double.NegativeInfinity], accepts = [0], rejects = [1];
        int acceptedDifferent = 0, acceptedSame = 0;
        for (int i = 0; i < sorted.Count; i++)
        {
            if (sorted[i].Different)
            {
                acceptedDifferent++;
            }
            else
            {
                acceptedSame++;
            }

            // Equal scores are accepted together: there is no threshold between them.
            if (i + 1 == sorted.Count || sorted[i + 1].Dissimilarity > sorted[i].Dissimilarity)
            {
                thresholds.Add(sorted[i].Dissimilarity);
                accepts.Add((double)acceptedDifferent / different);
                rejects.Add(1 - ((double)acceptedSame / same));
            }
        }

        return new OperatingCurve(thresholds, accepts, rejects);
    }

    /// <summary>The rate at which both errors are equal, interpolated between the thresholds around it.</summary>
    public double EqualErrorRate
    {
        get
        {
            for (int i = 1; i < Thresholds.Count; i++)
            {
                double after = FalseAccepts[i] - FalseRejects[i];
                if (after < 0)
                {
                    continue;
                }

                double before = FalseAccepts[i - 1] - FalseRejects[i - 1];
                double share = after > before ? -before / (after - before) : 1;
                return FalseAccepts[i - 1] + (share * (FalseAccepts[i] - FalseAccepts[i - 1]));
            }

            return double.NaN;
        }
    }

    /// <summary>The errors at a threshold.</summary>
    public (double FalseAccept, double FalseReject) At(double threshold)
    {
        int i = 0;
        while (i + 1 < Thresholds.Count && Thresholds[i + 1] <= threshold)
        {
            i++;
        }

        return (FalseAccepts[i], FalseRejects[i]);
    }
}
