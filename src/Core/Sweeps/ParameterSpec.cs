namespace SiameseSweep.Core.Sweeps;

/// <summary>A parameter of a sweep.</summary>
/// <param name="Name">As in CONTRACT §2, aliases resolved.</param>
/// <param name="WrittenName">As the file writes it, groups joined by points; W&amp;B's grid order goes by it.</param>
/// <param name="Distribution">How it is drawn.</param>
public sealed record ParameterSpec(string Name, string WrittenName, ParameterDistribution Distribution)
{
    /// <summary>Definition of the parameter (CONTRACT §2).</summary>
    public ParameterDefinition Definition { get; } = ParameterCatalog.Of(Name);
}

/// <summary>
/// A <c>when</c> condition: the parameter is drawn only where another one has one of some values; elsewhere it has its default.
/// </summary>
/// <param name="Parameter">The parameter under the condition.</param>
/// <param name="On">The parameter it depends on.</param>
/// <param name="Values">Any of these.</param>
public sealed record ParameterCondition(string Parameter, string On, IReadOnlyList<ParameterValue> Values)
{
    private readonly ParameterDefinition _on = ParameterCatalog.Of(On);

    /// <summary>Whether a configuration has one of the values.</summary>
    public bool IsMet(RunConfiguration configuration) => Values.Any(_on.Read(configuration).SameAs);
}

/// <summary>Unit of drawing: a parameter, or a <c>zip</c> group whose values change together.</summary>
/// <param name="Parameters">One, or the group's, in order of their written names.</param>
public sealed record SearchAxis(IReadOnlyList<ParameterSpec> Parameters)
{
    /// <summary>The distribution that decides: the parameter's, or the group's shared place in their lists.</summary>
    public ParameterDistribution Distribution { get; } =
        Parameters.Count == 1
            ? Parameters[0].Distribution
            : new CategoricalDistribution([
                .. Enumerable
                    .Range(0, ((CategoricalDistribution)Parameters[0].Distribution).Values.Count)
                    .Select(i => ParameterValue.Of((long)i)),
            ]);

    /// <summary>The parameters' values for the axis's value.</summary>
    public IEnumerable<KeyValuePair<string, ParameterValue>> Spread(ParameterValue value)
    {
        return Parameters.Count == 1
            ? [new(Parameters[0].Name, value)]
            : Parameters.Select(p => new KeyValuePair<string, ParameterValue>(
                p.Name,
                ((CategoricalDistribution)p.Distribution).Values[(int)value.Number]));
    }
}
