using SiameseSweep.Core.Randomness;

namespace SiameseSweep.Core.Statistics.Importance;

/// <summary>
/// fANOVA (Hutter, Hoos, Leyton-Brown, "An efficient approach for assessing hyperparameter importance", ICML 2014): a random forest
/// stands for the objective; of each tree, whose leaves are boxes, the variance over the whole space and the share of it that
/// each axis explains alone are exact. 64 trees on bootstrap samples, every axis a candidate at every split, as in Optuna.
/// </summary>
internal static class FunctionalAnova
{
    private const int Trees = 64;
    private const int MostSamplesATree = 1000;

    /// <summary>The share of the variance that each axis explains alone, a mean over trees; all 0 when the values do not vary.</summary>
    /// <param name="axes">Where the trials lie on each axis of the unit cube, whose measure is that of the sweep's own draws.</param>
    /// <param name="values">The trials' values, finite.</param>
    public static double[] Shares(AxisSamples[] axes, double[] values)
    {
        double[] sums = new double[axes.Length];
        int varying = 0;
        for (int tree = 0; tree < Trees; tree++)
        {
            KeyedRandom random = KeyedRandom.For(0, RandomUse.Importance, tree);
            int[] samples = [.. Enumerable.Range(0, Math.Min(values.Length, MostSamplesATree)).Select(_ => random.NextInt(values.Length))];
            if (Shares(RegressionTree.Grow(axes, values, samples)) is { } shares)
            {
                varying++;
                for (int axis = 0; axis < sums.Length; axis++)
                {
                    sums[axis] += shares[axis];
                }
            }
        }

        return [.. sums.Select(s => varying == 0 ? 0 : s / varying)];
    }

    /// <summary>The shares of one tree; null when it says one value everywhere.</summary>
    private static double[]? Shares(IReadOnlyList<TreeLeaf> leaves)
    {
        double[] volumes = [.. leaves.Select(l => l.Low.Zip(l.High, (low, high) => high - low).Aggregate(1.0, (v, side) => v * side))];
        double mean = leaves.Zip(volumes, (l, volume) => volume * l.Value).Sum();
        double total = leaves.Zip(volumes, (l, volume) => volume * (l.Value - mean) * (l.Value - mean)).Sum();
        return leaves.Count == 1 || !(total > 0)
            ? null
            : [.. Enumerable.Range(0, leaves[0].Low.Length).Select(axis => Explained(leaves, volumes, mean, axis) / total)];
    }

    // The variance of the axis's marginal, a step function: leaves begin and end to add to it at their sides.
    private static double Explained(IReadOnlyList<TreeLeaf> leaves, double[] volumes, double mean, int axis)
    {
        double[] places = new double[2 * leaves.Count];
        double[] changes = new double[2 * leaves.Count];
        for (int i = 0; i < leaves.Count; i++)
        {
            (double low, double high) = (leaves[i].Low[axis], leaves[i].High[axis]);
            double height = (leaves[i].Value - mean) * volumes[i] / (high - low);
            (places[2 * i], changes[2 * i]) = (low, height);
            (places[(2 * i) + 1], changes[(2 * i) + 1]) = (high, -height);
        }

        Array.Sort(places, changes);
        double variance = 0;
        double marginal = 0;
        for (int i = 0; i + 1 < places.Length; i++)
        {
            marginal += changes[i];
            variance += (places[i + 1] - places[i]) * marginal * marginal;
        }

        return variance;
    }
}
