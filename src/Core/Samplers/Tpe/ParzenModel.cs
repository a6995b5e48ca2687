using System.Numerics;
using SiameseSweep.Core.Randomness;
using SiameseSweep.Core.Sweeps;

namespace SiameseSweep.Core.Samplers.Tpe;

/// <summary>
/// A multivariate Parzen estimate over the unit cube: one kernel a tried point, a product over the axes, plus the flat prior
/// as one more kernel. Densities are relative to the prior, so an axis that a kernel lacks contributes a factor of one:
/// conditional parameters need no tree (Falkner, Klein, Hutter, "BOHB", ICML 2018, has the product kernels).
/// </summary>
internal sealed class ParzenModel
{
    private const int FullWeights = 25;
    private const double Negligible = 50;

    private readonly UnitSpace _space;
    private readonly UnitPoint[] _points;
    private readonly double[] _cumulativeWeights;
    private readonly double[] _logWeights;
    private readonly double _blur;
    private readonly AxisKernels[] _axes;
    private readonly double[] _sums;

    /// <param name="space">The cube.</param>
    /// <param name="sorted">The points, oldest trial first: old ones count less once there are many.</param>
    public ParzenModel(UnitSpace space, SortedPoints sorted)
    {
        UnitPoint[] points = sorted.Points;
        _space = space;
        _points = points;
        _blur = 1.0 / (points.Length + 1);
        double[] weights = [.. points.Select((_, i) => Weight(i, points.Length)), 1.0];
        double sum = weights.Sum();
        _logWeights = [.. weights.Select(w => Math.Log(w / sum))];
        _cumulativeWeights = new double[weights.Length];
        double running = 0;
        for (int i = 0; i < weights.Length; i++)
        {
            _cumulativeWeights[i] = running += weights[i] / sum;
        }

        _axes = [.. Enumerable.Range(0, space.Axes.Length).Select(a => new AxisKernels(space.Distribution(a), sorted, a, _blur))];
        _sums = new double[_logWeights.Length];
    }

    /// <summary>A place drawn from the estimate.</summary>
    public void Sample(KeyedRandom random, Span<double> u)
    {
        double pick = random.NextDouble();
        int kernel = Array.FindIndex(_cumulativeWeights, c => pick < c);
        UnitPoint? center = kernel >= 0 && kernel < _points.Length ? _points[kernel] : null;
        for (int axis = 0; axis < u.Length; axis++)
        {
            double draw = random.NextDouble();
            double second = random.NextDouble();
            u[axis] = center is null || !center.Has(axis) ? draw
                : _space.Distribution(axis).IsCategorical ? SampleCategory(axis, center, draw, second)
                : SampleNear(center.Low[axis] + ((center.High[axis] - center.Low[axis]) * second), _axes[axis].Sigma(kernel), draw);
        }
    }

    /// <summary>The logarithm of the density at a point, relative to the prior.</summary>
    public double LogDensity(UnitPoint point)
    {
        double[] sums = _sums;
        _logWeights.CopyTo(sums, 0);
        for (int axis = 0; axis < _axes.Length; axis++)
        {
            if (point.Has(axis))
            {
                _axes[axis].AddLogs(point.Low[axis], point.High[axis], sums);
            }
        }

        double max = Largest(sums);
        double total = 0;
        foreach (double sum in sums)
        {
            // Most kernels are too far away to change a bit of the total.
            if (sum > max - Negligible)
            {
                total += Math.Exp(sum - max);
            }
        }

        return max + Math.Log(total);
    }

    private static double Largest(double[] numbers)
    {
        double largest = double.NegativeInfinity;
        int i = 0;
        if (numbers.Length >= Vector<double>.Count)
        {
            Vector<double> lanes = new(largest);
            for (; i + Vector<double>.Count <= numbers.Length; i += Vector<double>.Count)
            {
                lanes = Vector.Max(lanes, new Vector<double>(numbers, i));
            }

            for (int lane = 0; lane < Vector<double>.Count; lane++)
            {
                largest = Math.Max(largest, lanes[lane]);
            }
        }

        for (; i < numbers.Length; i++)
        {
            largest = Math.Max(largest, numbers[i]);
        }

        return largest;
    }

    // Optuna's ramp: the newest 25 count fully, older ones less and less.
    private static double Weight(int place, int count)
    {
        int ramp = count - FullWeights;
        return place >= ramp ? 1 : ramp == 1 ? 1.0 / count : (1.0 / count) + ((1 - (1.0 / count)) * place / (ramp - 1));
    }

    private double SampleCategory(int axis, UnitPoint center, double draw, double second)
    {
        int count = ((CategoricalDistribution)_space.Distribution(axis)).Values.Count;
        double flat = AxisKernels.FlatShare(count, _blur);
        return draw < flat ? second : center.Center(axis);
    }

    private static double SampleNear(double center, double sigma, double draw)
    {
        double low = FastNormal.Cumulative((0 - center) / sigma);
        double high = FastNormal.Cumulative((1 - center) / sigma);
        double at = center + (sigma * SpecialFunctions.NormalQuantile(Math.Clamp(low + ((high - low) * draw), 1e-15, 1 - 1e-15)));
        return Math.Clamp(at, 0, 1 - 1e-12);
    }
}
