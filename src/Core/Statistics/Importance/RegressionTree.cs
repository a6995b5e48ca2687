namespace SiameseSweep.Core.Statistics.Importance;

/// <summary>A box of the unit cube in which a tree says one value.</summary>
/// <param name="Low">Lower corner, one number an axis.</param>
/// <param name="High">Upper corner.</param>
/// <param name="Value">Mean of the samples in it.</param>
internal sealed record TreeLeaf(double[] Low, double[] High, double Value);

/// <summary>
/// Grows regression trees on the unit cube (Breiman et al., "Classification and Regression Trees", 1984): every split is the one, of
/// all axes, that leaves the least squared error; a leaf is what cannot be split, so samples in it agree in value or place.
/// </summary>
internal sealed class RegressionTree
{
    private const int MaxDepth = 64;

    private readonly AxisSamples[] _axes;
    private readonly double[] _values;
    private readonly List<TreeLeaf> _leaves = [];

    private RegressionTree(AxisSamples[] axes, double[] values) => (_axes, _values) = (axes, values);

    /// <summary>The leaves of the tree of some samples; they fill the cube.</summary>
    /// <param name="axes">Where the samples lie on each axis.</param>
    /// <param name="values">One a sample.</param>
    /// <param name="samples">Which samples to grow from; repetitions count as often.</param>
    public static IReadOnlyList<TreeLeaf> Grow(AxisSamples[] axes, double[] values, int[] samples)
    {
        RegressionTree tree = new(axes, values);
        double[] high = new double[axes.Length];
        Array.Fill(high, 1);
        tree.Split(samples, new double[axes.Length], high, 0);
        return tree._leaves;
    }

    private void Split(int[] samples, double[] low, double[] high, int depth)
    {
        if (depth == MaxDepth || Best(samples) is not { } best)
        {
            _leaves.Add(new TreeLeaf(low, high, samples.Average(s => _values[s])));
            return;
        }

        double[] places = _axes[best.Axis].Place;
        Split([.. samples.Where(s => places[s] < best.Threshold)], low, With(high, best), depth + 1);
        Split([.. samples.Where(s => places[s] >= best.Threshold)], With(low, best), high, depth + 1);
    }

    private static double[] With(double[] corner, (int Axis, double Threshold) split)
    {
        double[] moved = [.. corner];
        moved[split.Axis] = split.Threshold;
        return moved;
    }

    /// <summary>The split that explains most; null when no split explains anything.</summary>
    private (int Axis, double Threshold)? Best(int[] samples)
    {
        double mean = samples.Average(s => _values[s]);
        (int, double)? best = null;
        double bestGain = 1e-12 * samples.Sum(s => (_values[s] - mean) * (_values[s] - mean)); // what rounding alone could gain
        int[] order = new int[samples.Length];
        double[] keys = new double[samples.Length];
        for (int axis = 0; axis < _axes.Length; axis++)
        {
            AxisSamples places = _axes[axis];
            for (int i = 0; i < samples.Length; i++)
            {
                (order[i], keys[i]) = (samples[i], places.Place[samples[i]]);
            }

            Array.Sort(keys, order);
            double left = 0;
            for (int i = 1; i < order.Length; i++)
            {
                left += _values[order[i - 1]] - mean;

                // With deviations from the mean the right side's sum is the left one's negative: SSE falls by left² (1/n + 1/m).
                double gain = left * left * ((1.0 / i) + (1.0 / (order.Length - i)));
                if (gain > bestGain && keys[i] > keys[i - 1])
                {
                    (best, bestGain) = ((axis, places.Between(order[i - 1], order[i])), gain);
                }
            }
        }

        return best;
    }
}
