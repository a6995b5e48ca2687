using SiameseSweep.Core.Sweeps;

namespace SiameseSweep.Core.Samplers.Tpe;

/// <summary>
/// A sweep's trials as every proposal needs them: their points, sorted along each axis, which configurations were tried, and the
/// lines that their values are hashed from. From one proposal to the next little changes, so it is kept with the space and
/// brought up to date; it is a function of the trials alone.
/// </summary>
internal sealed class TrialHistory(UnitSpace space)
{
    private readonly List<TrialSnapshot> _trials = [];
    private readonly List<byte[]?> _lines = [];
    private readonly List<UnitPoint> _points = [];
    private readonly HashSet<RunConfiguration> _tried = [];
    private readonly List<int>[] _orders = [.. space.Axes.Select(_ => new List<int>())];

    /// <summary>The trials, ordered by number.</summary>
    public IReadOnlyList<TrialSnapshot> Trials => _trials;

    /// <summary>Whether a configuration was tried.</summary>
    public bool Tried(RunConfiguration configuration) => _tried.Contains(configuration);

    /// <summary>Returns the cached history if it is a prefix of these trials, otherwise a new one, brought up to date.</summary>
    public static TrialHistory Of(UnitSpace space, TrialHistory? kept, ReadOnlySpan<TrialSnapshot> trials)
    {
        TrialHistory history = kept is not null && kept.IsStartOf(trials) ? kept : new TrialHistory(space);
        history.Update(trials);
        return history;
    }

    /// <summary>The hash of the ended trials' values.</summary>
    public string ValuesHash()
    {
        for (int i = 0; i < _trials.Count; i++)
        {
            _lines[i] ??= _trials[i].Running ? [] : ObservedTrials.Line(_trials[i]);
        }

        return ObservedTrials.Hash(_lines!);
    }

    /// <summary>The points of the good trials and of all others, each with its kernels' order along every axis.</summary>
    /// <param name="isGood">By place in <see cref="Trials"/>.</param>
    public (SortedPoints Good, SortedPoints Others) Split(bool[] isGood)
    {
        // A trial's place among those of its kind.
        int[] kernel = new int[isGood.Length];
        int good = 0;
        for (int i = 0; i < isGood.Length; i++)
        {
            kernel[i] = isGood[i] ? good++ : i - good;
        }

        return (Part(isGood, true, kernel, good), Part(isGood, false, kernel, isGood.Length - good));
    }

    private SortedPoints Part(bool[] isGood, bool wanted, int[] kernel, int count)
    {
        UnitPoint[] points = new UnitPoint[count];
        for (int i = 0; i < isGood.Length; i++)
        {
            if (isGood[i] == wanted)
            {
                points[kernel[i]] = _points[i];
            }
        }

        int[][] orders = new int[_orders.Length][];
        for (int axis = 0; axis < orders.Length; axis++)
        {
            int[] order = new int[count];
            int present = 0;
            foreach (int i in _orders[axis])
            {
                if (isGood[i] == wanted)
                {
                    order[present++] = kernel[i];
                }
            }

            orders[axis] = present == count ? order : order[..present];
        }

        return new SortedPoints(points, orders);
    }

    private bool IsStartOf(ReadOnlySpan<TrialSnapshot> trials)
    {
        if (_trials.Count > trials.Length)
        {
            return false;
        }

        for (int i = 0; i < _trials.Count; i++)
        {
            if (!ReferenceEquals(_trials[i].Configuration, trials[i].Configuration))
            {
                return false;
            }
        }

        return true;
    }

    private void Update(ReadOnlySpan<TrialSnapshot> trials)
    {
        for (int i = 0; i < _trials.Count; i++)
        {
            if (!ReferenceEquals(_trials[i], trials[i]))
            {
                (_trials[i], _lines[i]) = (trials[i], null);
            }
        }

        for (int i = _trials.Count; i < trials.Length; i++)
        {
            UnitPoint point = space.Encode(trials[i].Configuration);
            _trials.Add(trials[i]);
            _lines.Add(null);
            _points.Add(point);
            _tried.Add(trials[i].Configuration);
            for (int axis = 0; axis < _orders.Length; axis++)
            {
                if (point.Has(axis))
                {
                    _orders[axis].Insert(PlaceOf(axis, point.Low[axis]), i);
                }
            }
        }
    }

    /// <summary>Behind all that are not larger.</summary>
    private int PlaceOf(int axis, double low)
    {
        (int from, int to) = (0, _orders[axis].Count);
        while (from < to)
        {
            int middle = (from + to) / 2;
            (from, to) = _points[_orders[axis][middle]].Low[axis] <= low ? (middle + 1, to) : (from, middle);
        }

        return from;
    }
}
