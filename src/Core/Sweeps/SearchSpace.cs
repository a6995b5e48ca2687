namespace SiameseSweep.Core.Sweeps;

/// <summary>What varies in a sweep: parameters by their leaf's name, each with how it is drawn, and how they hang together.</summary>
/// <param name="Parameters">Ordered by written name (ordinal), as W&amp;B's grid walks them.</param>
/// <param name="ZipGroups">Names of parameters that move together; a parameter is in one group at most.</param>
/// <param name="Conditions">All conditions of a parameter must hold for it to be drawn.</param>
/// <param name="DefaultEpochs">Epochs where no parameter says so.</param>
public sealed record SearchSpace(
    IReadOnlyList<ParameterSpec> Parameters, IReadOnlyList<IReadOnlyList<string>> ZipGroups,
    IReadOnlyList<ParameterCondition> Conditions, int DefaultEpochs)
{
    /// <summary>A space in which nothing varies: its one configuration is all defaults.</summary>
    public SearchSpace()
        : this([], [], [], new SiameseOptions().Epochs)
    {
    }

    /// <summary>What is drawn, in order of the (first) written name: single parameters and zip groups, constants included.</summary>
    public IReadOnlyList<SearchAxis> Axes { get; } = MakeAxes(Parameters, ZipGroups);

    /// <summary>How many combinations a grid has before duplicates are merged; null when a parameter is continuous.</summary>
    public double? GridSize =>
        Axes.Any(a => a.Distribution.GridSize is null) ? null : Axes.Aggregate(1.0, (product, axis) => product * axis.Distribution.GridSize!.Value);

    /// <summary>The parameter of a name, or null when it does not vary and has its default.</summary>
    public ParameterSpec? Find(string name) => Parameters.FirstOrDefault(p => p.Name == name);

    /// <summary>The configuration of one value an axis, or null when it cannot work.</summary>
    public RunConfiguration? Configure(IReadOnlyList<ParameterValue> axisValues) => Configure(axisValues, out _);

    /// <summary>The configuration of one value an axis, or null when it cannot work; and which parameters mattered.</summary>
    /// <param name="axisValues">One value an axis of <see cref="Axes"/>.</param>
    /// <param name="active">Names of the parameters that were drawn and change something.</param>
    public RunConfiguration? Configure(IReadOnlyList<ParameterValue> axisValues, out HashSet<string> active)
    {
        Dictionary<string, ParameterValue> values = new(Axes.Zip(axisValues).SelectMany(pair => pair.First.Spread(pair.Second)));
        DropUnmet(values);
        active = [.. values.Keys];
        foreach ((string name, ParameterValue value) in values)
        {
            if (ParameterCatalog.Find(name)!.Complaint(value) is not null)
            {
                return null;
            }
        }

        RunConfiguration configuration = ConfigurationRules.Build(values, DefaultEpochs);
        active.RemoveWhere(name => ConfigurationRules.IsIgnored(name, configuration.Loss));
        return ConfigurationRules.Problem(configuration) is null ? configuration : null;
    }

    // A parameter that a dropped one depended on is judged by that one's default, so dropping goes on until nothing changes.
    private void DropUnmet(Dictionary<string, ParameterValue> values)
    {
        for (bool changed = Conditions.Count > 0; changed;)
        {
            RunConfiguration? now = null;
            changed = false;
            foreach (ParameterCondition condition in Conditions)
            {
                if (!values.ContainsKey(condition.Parameter))
                {
                    continue;
                }

                if (!values.TryGetValue(condition.On, out ParameterValue on) || on.Kind == ParameterValueKind.Null)
                {
                    now ??= ConfigurationRules.Build(values.Where(v => ParameterCatalog.Find(v.Key)!.Complaint(v.Value) is null), DefaultEpochs);
                    on = TrialParameters.ValueOf(now, condition.On);
                }

                if (!condition.Values.Any(on.SameAs))
                {
                    changed |= values.Remove(condition.Parameter);
                }
            }
        }
    }

    private static List<SearchAxis> MakeAxes(IReadOnlyList<ParameterSpec> parameters, IReadOnlyList<IReadOnlyList<string>> zips)
    {
        List<SearchAxis> axes = [];
        foreach (ParameterSpec parameter in parameters)
        {
            IReadOnlyList<string>? group = zips.FirstOrDefault(z => z.Contains(parameter.Name));
            if (group is null)
            {
                axes.Add(new SearchAxis([parameter]));
            }
            else if (parameters.First(p => group.Contains(p.Name)) == parameter)
            {
                axes.Add(new SearchAxis([.. parameters.Where(p => group.Contains(p.Name))]));
            }
        }

        return axes;
    }
}
