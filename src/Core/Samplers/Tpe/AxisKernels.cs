using SiameseSweep.Core.Sweeps;

namespace SiameseSweep.Core.Samplers.Tpe;

/// <summary>All kernels of a <see cref="ParzenModel"/> along one axis. Kernels that share a value share its arithmetic.</summary>
internal sealed class AxisKernels
{
    private const double LogRootTwoPi = 0.91893853320467274178;

    private readonly bool _categorical;
    private readonly double _sigma;
    private readonly double _flat;
    private readonly int[] _levelOf;
    private readonly double[] _centers;
    private readonly double[] _lows;
    private readonly double[] _logInside;
    private readonly double[] _logs;

    public AxisKernels(ParameterDistribution distribution, UnitPoint[] points, int axis, double sigma, double blur)
    {
        _categorical = distribution.IsCategorical;
        _sigma = sigma;
        _flat = distribution is CategoricalDistribution list ? FlatShare(list.Values.Count, blur) : 0;
        Dictionary<(double, double), int> levels = [];
        _levelOf = new int[points.Length];
        for (int k = 0; k < points.Length; k++)
        {
            (double, double) range = (points[k].Low[axis], points[k].High[axis]);
            _levelOf[k] = -1;
            if (points[k].Has(axis) && !levels.TryGetValue(range, out _levelOf[k]))
            {
                levels.Add(range, _levelOf[k] = levels.Count);
            }
        }

        _centers = new double[levels.Count];
        _lows = new double[levels.Count];
        _logInside = new double[levels.Count];
        _logs = new double[levels.Count];
        foreach (((double low, double high), int level) in levels)
        {
            double center = (low + high) / 2;
            _centers[level] = center;
            _lows[level] = low;
            _logInside[level] = Math.Log(FastNormal.Cumulative((1 - center) / sigma) - FastNormal.Cumulative(-center / sigma));
        }
    }

    /// <summary>The share of a categorical kernel that is spread by the prior instead of lying on its value: Optuna's prior weight over all kernels.</summary>
    public static double FlatShare(int choices, double blur)
    {
        double weight = choices * blur;
        return weight / (1 + weight);
    }

    /// <summary>Adds to each kernel's sum the logarithm of its density at a value's range, relative to the prior.</summary>
    public void AddLogs(double low, double high, double[] sums)
    {
        double width = high - low;
        if (!_categorical && width < _sigma / 10)
        {
            LogsOfPoint((low + high) / 2);
        }
        else
        {
            for (int level = 0; level < _logs.Length; level++)
            {
                _logs[level] = _categorical ? LogCategory(level, low, high) : LogNumber(level, low, high);
            }
        }

        for (int k = 0; k < _levelOf.Length; k++)
        {
            if (_levelOf[k] >= 0)
            {
                sums[k] += _logs[_levelOf[k]];
            }
        }
    }

    private double LogCategory(int level, double low, double high)
    {
        bool same = _lows[level] == low;
        return Math.Log(_flat + (same ? (1 - _flat) / (high - low) : 0));
    }

    private double LogNumber(int level, double low, double high)
    {
        double mass = FastNormal.Cumulative((high - _centers[level]) / _sigma) - FastNormal.Cumulative((low - _centers[level]) / _sigma);
        return Math.Log(Math.Max(mass, 1e-300) / (high - low)) - _logInside[level];
    }

    // A range much narrower than the kernel is as good as a point.
    private void LogsOfPoint(double at)
    {
        double constant = -LogRootTwoPi - Math.Log(_sigma);
        double scale = 1 / _sigma;
        for (int level = 0; level < _logs.Length; level++)
        {
            double z = (at - _centers[level]) * scale;
            _logs[level] = constant - (0.5 * z * z) - _logInside[level];
        }
    }
}
