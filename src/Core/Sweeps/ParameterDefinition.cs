namespace SiameseSweep.Core.Sweeps;

/// <summary>Type of a parameter's values.</summary>
public enum ParameterKind
{
    /// <summary>A real number.</summary>
    Real,

    /// <summary>A whole number.</summary>
    Whole,

    /// <summary>One of a few words.</summary>
    Choice,

    /// <summary>true or false.</summary>
    Flag,

    /// <summary>Several of a few words.</summary>
    Choices,
}

/// <summary>A parameter of CONTRACT §2: its names, domain and default, when it applies, and where a configuration holds it.</summary>
/// <param name="Name">As stored and shown.</param>
/// <param name="Aliases">Other names a sweep file may use.</param>
/// <param name="Kind">What values it takes.</param>
/// <param name="Domain">The rule in words, to follow "must be".</param>
/// <param name="Allows">Whether a value of the right kind lies in the domain.</param>
/// <param name="Words">The words of choices; empty for numbers.</param>
/// <param name="Read">Gets the parameter of a configuration.</param>
/// <param name="Apply">Sets the parameter of a configuration. <see cref="Complaint"/> must pass the value; null only comes where it
/// is the default.</param>
public sealed record ParameterDefinition(
    string Name,
    IReadOnlyList<string> Aliases,
    ParameterKind Kind,
    string Domain,
    Func<double, bool> Allows,
    IReadOnlyList<string> Words,
    Func<RunConfiguration, ParameterValue> Read,
    Func<RunConfiguration, ParameterValue, RunConfiguration> Apply)
{
    private static readonly RunConfiguration Defaults = new();

    /// <summary>Names of the parameters that decide whether this one applies and what its default is.</summary>
    public IReadOnlyList<string> DependsOn { get; init; } = [];

    /// <summary>
    /// Whether the parameter changes anything under a configuration. Elsewhere it is ignored and left out of
    /// <c>trials.parameters</c>.
    /// </summary>
    public Func<RunConfiguration, bool> AppliesTo { get; init; } = _ => true;

    /// <summary>The default under a configuration; null where it is the same under all.</summary>
    public Func<RunConfiguration, ParameterValue>? DependentDefault { get; init; }

    /// <summary>Returns the value where a trial gives none. That of <c>epochs</c> is the sweep's, where it sets one.</summary>
    /// <param name="configuration">The trial's other parameters.</param>
    public ParameterValue DefaultIn(RunConfiguration configuration) => DependentDefault?.Invoke(configuration) ?? Read(Defaults);

    /// <summary>Returns the error message for a value of this parameter; null if it is valid.</summary>
    public string? Complaint(ParameterValue value)
    {
        if (value.Kind == ParameterValueKind.Null)
        {
            return null;
        }

        return Kind switch
        {
            ParameterKind.Flag => value.Kind == ParameterValueKind.Boolean ? null : $"{Name} is {Shown(value)}, but must be true or false.",
            ParameterKind.Choice => ChoiceComplaint(value),
            ParameterKind.Choices => ChoicesComplaint(value),
            ParameterKind.Whole => !value.IsWhole || Math.Abs(value.Number) > int.MaxValue || !Allows(value.Number)
                ? $"{Name} is {Shown(value)}, but must be {Domain}."
                : null,
            _ => !value.IsNumber || !double.IsFinite(value.Number) || !Allows(value.Number)
                ? $"{Name} is {Shown(value)}, but must be {Domain}."
                : null,
        };
    }

    private static string Shown(ParameterValue value) => QuotedText.Short(value.ToString());

    private string? ChoiceComplaint(ParameterValue value)
    {
        return value.Kind == ParameterValueKind.Text && Words.Contains(value.Text!)
            ? null
            : $"{Name} is '{Shown(value)}', which does not exist.{NearestName.Hint(value.ToString(), Words)}";
    }

    private string? ChoicesComplaint(ParameterValue value)
    {
        if (value.Kind == ParameterValueKind.Text)
        {
            string[] words = value.Text!.Split(',');
            string? unknown = words.FirstOrDefault(w => !Words.Contains(w));
            if (unknown is null)
            {
                return words.Length > 1 && words.Contains("none")
                    ? $"{Name} is {Shown(value)}: 'none' cannot be combined with others."
                    : null;
            }

            return $"{Name} is '{QuotedText.Short(unknown)}', which does not exist.{NearestName.Hint(unknown, Words)}";
        }

        return $"{Name} is {Shown(value)}, but must be one or a list of {string.Join(", ", Words)}.";
    }
}
