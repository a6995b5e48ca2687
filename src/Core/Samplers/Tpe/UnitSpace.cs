using System.Runtime.CompilerServices;
using SiameseSweep.Core.Sweeps;

namespace SiameseSweep.Core.Samplers.Tpe;

/// <summary>
/// A search space as a cube: every axis that varies runs over u in [0, 1] by its quantile function, so its prior is flat
/// whatever its law. A point is a range of u an axis (one value's share; a single u for continuous axes), or nothing where
/// the axis does not matter to the configuration.
/// </summary>
internal sealed class UnitSpace
{
    private static readonly ConditionalWeakTable<SearchSpace, UnitSpace> Known = [];

    private readonly SearchSpace _space;

    // Points of configurations that were asked for before: a cache of a pure function, since every proposal asks for all trials. By
    // reference: a sweep keeps its trials' configurations, and comparing thirteen fields costs more than the rest of the look-up.
    private readonly ConditionalWeakTable<RunConfiguration, UnitPoint> _encoded = [];

    private TrialHistory? _history;

    private UnitSpace(SearchSpace space)
    {
        _space = space;
        Axes = [.. Enumerable.Range(0, space.Axes.Count).Where(i => space.Axes[i].Distribution.Varies)];
    }

    /// <summary>The cube of a space.</summary>
    public static UnitSpace Of(SearchSpace space) => Known.GetValue(space, s => new UnitSpace(s));

    /// <summary>Places in <see cref="SearchSpace.Axes"/> of the axes that vary.</summary>
    public int[] Axes { get; }

    /// <summary>The history of these trials, ordered by number. Who takes it has it alone until <see cref="Keep"/>.</summary>
    public TrialHistory Take(ReadOnlySpan<TrialSnapshot> trials) => TrialHistory.Of(this, Interlocked.Exchange(ref _history, null), trials);

    /// <summary>Keeps a history for the next proposal.</summary>
    public void Keep(TrialHistory history) => Volatile.Write(ref _history, history);

    /// <summary>The distribution of a varying axis.</summary>
    public ParameterDistribution Distribution(int axis) => _space.Axes[Axes[axis]].Distribution;

    /// <summary>The configuration at a place in the cube, with the point it makes; null when it cannot work.</summary>
    public (RunConfiguration Configuration, UnitPoint Point)? Decode(ReadOnlySpan<double> u)
    {
        ParameterValue[] values = [.. _space.Axes.Select(a => a.Distribution.Quantile(0.5))];
        for (int i = 0; i < Axes.Length; i++)
        {
            values[Axes[i]] = Distribution(i).Quantile(u[i]);
        }

        if (_space.Configure(values, out HashSet<string> active) is not { } configuration)
        {
            return null;
        }

        UnitPoint point = new(Axes.Length);
        for (int i = 0; i < Axes.Length; i++)
        {
            if (_space.Axes[Axes[i]].Parameters.Any(p => active.Contains(p.Name))
                && Distribution(i).UnitRange(values[Axes[i]]) is { } range)
            {
                point.Set(i, range);
            }
        }

        return (configuration, point);
    }

    /// <summary>The point of a configuration that was tried.</summary>
    public UnitPoint Encode(RunConfiguration configuration) => _encoded.GetValue(configuration, MakePoint);

    private UnitPoint MakePoint(RunConfiguration configuration)
    {
        UnitPoint point = new(Axes.Length);
        for (int i = 0; i < Axes.Length; i++)
        {
            SearchAxis axis = _space.Axes[Axes[i]];
            if (axis.Parameters.Any(p => IsActive(p.Name, configuration)) && Place(axis, configuration) is { } range)
            {
                point.Set(i, range);
            }
        }

        return point;
    }

    private bool IsActive(string name, RunConfiguration configuration) =>
        ParameterCatalog.Of(name).AppliesTo(configuration)
        && _space.Conditions.Where(c => c.Parameter == name).All(c => c.IsMet(configuration));

    private (double Low, double High)? Place(SearchAxis axis, RunConfiguration configuration)
    {
        if (axis.Distribution is not CategoricalDistribution list)
        {
            return axis.Distribution.UnitRange(axis.Parameters[0].Definition.Read(configuration));
        }

        foreach (ParameterValue value in list.Values)
        {
            if (axis.Spread(value)
                    .All(v =>
                        !IsActive(v.Key, configuration) || Meant(v, configuration).SameAs(ParameterCatalog.Of(v.Key).Read(configuration))))
            {
                return list.UnitRange(value);
            }
        }

        return null;
    }

    // Null in a list means the parameter's default beside the trial's other parameters.
    private ParameterValue Meant(KeyValuePair<string, ParameterValue> value, RunConfiguration configuration)
    {
        if (value.Value.Kind != ParameterValueKind.Null)
        {
            return value.Value;
        }

        ParameterDefinition meant = ParameterCatalog.Of(value.Key);
        return meant.Read(
            ConfigurationRules.Build(
                ParameterCatalog.All.Where(p => p != meant).Select(p => KeyValuePair.Create(p.Name, p.Read(configuration))),
                _space.DefaultEpochs));
    }
}
