using SiameseSweep.Core.Sweeps;

namespace SiameseSweep.Core.Samplers.Tpe;

/// <summary>All kernels of a <see cref="ParzenModel"/> along one axis. Kernels that share a value share its arithmetic.</summary>
internal sealed class AxisKernels
{
    private const double LogRootTwoPi = 0.91893853320467274178;

    // A kernel is at least 1/200 of the axis wide, and half its share while there are few: Optuna's clip, halved, which did
    // better on seven of the eight functions of bench/Search.
    private const double Narrowing = 0.5;
    private const double Narrowest = 1.0 / 100;

    private readonly bool _categorical;
    private readonly double[] _sigmas;
    private readonly double _flat;
    private readonly int[] _levelOf;
    private readonly double[] _centers;
    private readonly double[] _lows;
    private readonly double[] _logInside;
    private readonly double[] _logPeak;
    private readonly double[] _logs;

    public AxisKernels(ParameterDistribution distribution, UnitPoint[] points, int axis, double blur)
    {
        _categorical = distribution.IsCategorical;
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
        _logPeak = new double[levels.Count];
        _sigmas = new double[levels.Count];
        foreach (((double low, double high), int level) in levels)
        {
            double center = (low + high) / 2;
            _centers[level] = center;
            _lows[level] = low;
        }

        if (!_categorical)
        {
            SetSigmas(blur);
        }
    }

    /// <summary>The width of a kernel on a numeric axis.</summary>
    public double Sigma(int kernel) => _sigmas[_levelOf[kernel]];

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
        double at = (low + high) / 2;
        for (int level = 0; level < _logs.Length; level++)
        {
            _logs[level] = _categorical ? LogCategory(level, low, high)
                : width < _sigmas[level] / 10 ? LogPoint(level, at)
                : LogNumber(level, low, high);
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
        double scale = 1 / _sigmas[level];
        double mass = FastNormal.Cumulative((high - _centers[level]) * scale) - FastNormal.Cumulative((low - _centers[level]) * scale);
        return Math.Log(Math.Max(mass, 1e-300) / (high - low)) - _logInside[level];
    }

    // A range much narrower than the kernel is as good as a point.
    private double LogPoint(int level, double at)
    {
        double z = (at - _centers[level]) / _sigmas[level];
        return _logPeak[level] - (0.5 * z * z);
    }

    // As wide as the larger gap to a neighbour: wide where little is known, narrow where points crowd.
    private void SetSigmas(double blur)
    {
        int[] order = [.. Enumerable.Range(0, _centers.Length).OrderBy(level => _centers[level])];
        double narrowest = Narrowing * Math.Max(Narrowest, blur);
        for (int i = 0; i < order.Length; i++)
        {
            double center = _centers[order[i]];
            double left = i > 0 ? center - _centers[order[i - 1]] : 0;
            double right = i < order.Length - 1 ? _centers[order[i + 1]] - center : 0;
            double gap = order.Length == 1 ? 1 : Math.Max(left, right);
            double sigma = Math.Clamp(gap, narrowest, 1);
            _sigmas[order[i]] = sigma;
            _logInside[order[i]] = Math.Log(FastNormal.Cumulative((1 - center) / sigma) - FastNormal.Cumulative(-center / sigma));
            _logPeak[order[i]] = -LogRootTwoPi - Math.Log(sigma) - _logInside[order[i]];
        }
    }
}
