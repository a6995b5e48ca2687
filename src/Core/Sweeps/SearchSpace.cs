namespace SiameseSweep.Core.Sweeps;

/// <summary>Search space of a sweep: its parameters by leaf name with their distributions, and the relations between them.</summary>
/// <param name="Parameters">Ordered by written name (ordinal), as W&amp;B's grid walks them.</param>
/// <param name="ZipGroups">Names of parameters that move together; a parameter is in one group at most.</param>
/// <param name="Conditions">All conditions of a parameter must hold for it to be drawn.</param>
/// <param name="DefaultEpochs">Epochs where no parameter says so.</param>
public sealed record SearchSpace(
    IReadOnlyList<ParameterSpec> Parameters, IReadOnlyList<IReadOnlyList<string>> ZipGroups,
    IReadOnlyList<ParameterCondition> Conditions, int DefaultEpochs)
{
    private readonly List<string> _settlingOrder = MakeSettlingOrder(Parameters, Conditions);

    /// <summary>A space in which nothing varies: its one configuration is all defaults.</summary>
    public SearchSpace()
        : this([], [], [], new SiameseOptions().Epochs)
    {
    }

    /// <summary>
    /// Units of drawing in the order of their (first) written name: single parameters and zip groups, constants included.
    /// </summary>
    public IReadOnlyList<SearchAxis> Axes { get; } = MakeAxes(Parameters, ZipGroups);

    /// <summary>Number of combinations of a grid before duplicates are merged; null if a parameter is continuous.</summary>
    public double? GridSize =>
        Axes.Any(a => a.Distribution.GridSize is null)
            ? null
            : Axes.Aggregate(1.0, (product, axis) => product * axis.Distribution.GridSize!.Value);

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
            if (ParameterCatalog.Of(name).Complaint(value) is not null)
            {
                return null;
            }
        }

        RunConfiguration configuration = ConfigurationRules.Build(values, DefaultEpochs);
        active.RemoveWhere(name => !ParameterCatalog.Of(name).AppliesTo(configuration));
        return ConfigurationRules.Problem(configuration) is null ? configuration : null;
    }

    // A condition looks at what the trial has in the end: what was drawn and counts, else the default.
    private void DropUnmet(Dictionary<string, ParameterValue> values)
    {
        Dictionary<string, ParameterValue> settled = [];
        foreach (string name in Conditions.Count == 0 ? [] : _settlingOrder)
        {
            if (IsMet(name, settled))
            {
                settled.Add(name, values[name]);
            }
            else
            {
                values.Remove(name);
            }
        }
    }

    private bool IsMet(string name, Dictionary<string, ParameterValue> settled)
    {
        RunConfiguration? now = null;
        foreach (ParameterCondition condition in Conditions)
        {
            if (condition.Parameter != name)
            {
                continue;
            }

            now ??= ConfigurationRules.Build(settled.Where(v => ParameterCatalog.Of(v.Key).Complaint(v.Value) is null), DefaultEpochs);
            if (!condition.IsMet(now))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>
    /// Parameters after those that their conditions look at; first, where it can be, those that decide whether others apply.
    /// </summary>
    private static List<string> MakeSettlingOrder(IReadOnlyList<ParameterSpec> parameters, IReadOnlyList<ParameterCondition> conditions)
    {
        List<string> order = [];
        HashSet<string> visited = [];
        foreach (string name in ParameterCatalog.All.SelectMany(p => p.DependsOn).Concat(parameters.Select(p => p.Name)))
        {
            Visit(name);
        }

        return order;

        void Visit(string name)
        {
            if (!parameters.Any(p => p.Name == name) || !visited.Add(name))
            {
                return;
            }

            foreach (ParameterCondition condition in conditions.Where(c => c.Parameter == name))
            {
                Visit(condition.On);
            }

            order.Add(name);
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
