using System.Runtime.CompilerServices;
using SiameseSweep.Core.Sweeps;

namespace SiameseSweep.Core.Samplers;

/// <summary>
/// The points of a grid in W&amp;B's order (parameters by name, the first varies slowest) without duplicates and without
/// combinations that cannot work. Walked as far as asked and remembered per space: a cache of a pure function, not state.
/// </summary>
public sealed class GridEnumeration
{
    // So many combinations in a row that cannot work or were there before: a grid of a continuum's size, which nobody waits for.
    private const int MostFruitless = 1_000_000;

    private static readonly ConditionalWeakTable<SearchSpace, GridEnumeration> Known = [];

    private readonly Lock _lock = new();
    private readonly SearchSpace _space;
    private readonly List<RunConfiguration> _points = [];
    private readonly HashSet<RunConfiguration> _seen = [];
    private readonly long[] _indexes;
    private bool _done;
    private int _fruitless;

    private GridEnumeration(SearchSpace space)
    {
        _space = space;
        _indexes = new long[space.Axes.Count];
    }

    /// <summary>The grid of a space.</summary>
    /// <exception cref="ArgumentException">A parameter is continuous.</exception>
    public static GridEnumeration Of(SearchSpace space) => space.GridSize is null
        ? throw new ArgumentException("A grid of a continuous parameter has no end.", nameof(space))
        : Known.GetValue(space, s => new GridEnumeration(s));

    /// <summary>The point of a number from 0, or null behind the last one.</summary>
    public RunConfiguration? At(int number)
    {
        lock (_lock)
        {
            while (_points.Count <= number && !_done)
            {
                int before = _points.Count;
                Visit();
                _fruitless = _points.Count > before ? 0 : _fruitless + 1;
                _done |= _fruitless >= MostFruitless;
            }

            return number < _points.Count ? _points[number] : null;
        }
    }

    /// <summary>Returns the number of points, at most <paramref name="atMost"/>.</summary>
    public int Count(int atMost)
    {
        At(atMost - 1);
        lock (_lock)
        {
            return Math.Min(atMost, _points.Count);
        }
    }

    private void Visit()
    {
        RunConfiguration? point = _space.Configure([.. _space.Axes.Select((axis, i) => axis.Distribution.GridValue(_indexes[i]))]);
        if (point is not null && _seen.Add(point))
        {
            _points.Add(point);
        }

        for (int i = _indexes.Length - 1; i >= 0; i--)
        {
            if (++_indexes[i] < _space.Axes[i].Distribution.GridSize)
            {
                return;
            }

            _indexes[i] = 0;
        }

        _done = true;
    }
}
