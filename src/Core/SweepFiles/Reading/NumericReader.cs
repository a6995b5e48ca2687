using SiameseSweep.Core.SweepFiles.Yaml;
using SiameseSweep.Core.Sweeps;

namespace SiameseSweep.Core.SweepFiles.Reading;

/// <summary>Reads the bounds and shapes of a numeric distribution whose keys are known to be the right ones.</summary>
internal sealed class NumericReader(NodeReader nodes, YamlMap map, string path)
{
    public ParameterDistribution? Read(string kind, ParameterDefinition? definition)
    {
        bool rounded = kind.StartsWith("q_", StringComparison.Ordinal);
        string law = rounded ? kind[2..] : kind;
        if (definition is { Kind: not (ParameterKind.Real or ParameterKind.Whole) })
        {
            string list = definition.Words.Count > 0 ? string.Join(", ", definition.Words) : "true, false";
            nodes.Error(
                map,
                path,
                $"{path} is drawn by '{kind}', but {definition.Name} takes no numbers. List its values: 'values: [{list}]'.");
            return null;
        }

        if (definition is { Kind: ParameterKind.Whole } && kind != "int_uniform" && !rounded)
        {
            string remedy = law switch
            {
                "uniform" => "'min' and 'max' without decimal points (int_uniform), or 'distribution: q_uniform' with 'q: 1'",
                "inv_log_uniform_values" => "'distribution: q_log_uniform_values' with 'q: 1'",
                _ => $"'distribution: q_{law}' with 'q: 1'",
            };
            nodes.Error(
                map,
                path,
                $"{path} is drawn by '{kind}', which gives fractions, but {definition.Name} must be {definition.Domain}. Use {remedy}.");
            return null;
        }

        if (kind == "int_uniform")
        {
            return Integers();
        }

        bool stepIsWhole = rounded && map.Find("q")?.Value is null or YamlScalar { Kind: ScalarKind.Integer };
        double? step = rounded ? Optional("q", 1, "above 0", v => v > 0) : null;
        return Law(law) is { } read && (!rounded || step is not null) ? new RealDistribution(read, step, stepIsWhole) : null;
    }

    private IntegerDistribution? Integers()
    {
        double? min = Whole("min");
        double? max = Whole("max");
        return Ordered(min, max) ? new IntegerDistribution((long)min!.Value, (long)max!.Value) : null;
    }

    private RealLaw? Law(string law)
    {
        switch (law)
        {
            case "uniform":
                double? low = nodes.AnyNumber(map.Find("min")!.Value, At("min"));
                double? high = nodes.AnyNumber(map.Find("max")!.Value, At("max"));
                return Ordered(low, high) ? new UniformLaw(low!.Value, high!.Value) : null;
            case "log_uniform_values" or "inv_log_uniform_values":
                double? least = nodes.Number(map.Find("min")!.Value, At("min"), "above 0, since its logarithm is taken", v => v > 0);
                double? most = nodes.AnyNumber(map.Find("max")!.Value, At("max"));
                return Ordered(least, most) ? new LogUniformLaw(least!.Value, most!.Value, law[0] == 'i') : null;
            case "normal" or "log_normal":
                double? mu = Optional("mu", 0, "a finite number", _ => true);
                double? sigma = Optional("sigma", 1, "0 or above", v => v >= 0);
                return mu is null || sigma is null ? null : new NormalLaw(mu.Value, sigma.Value, law[0] == 'l');
            default:
                // Between these its quantiles are exact and quickly found.
                const string Shape = "above 0: from 0.001 to 10000";
                double? a = Optional("a", 1, Shape, v => v is >= 0.001 and <= 10_000);
                double? b = Optional("b", 1, Shape, v => v is >= 0.001 and <= 10_000);
                return a is null || b is null ? null : new BetaLaw(a.Value, b.Value);
        }
    }

    private double? Whole(string key)
    {
        YamlNode node = map.Find(key)!.Value;
        if (node is YamlScalar { Kind: ScalarKind.Integer } scalar && Math.Abs(scalar.Number) <= int.MaxValue)
        {
            return scalar.Number;
        }

        string remedy = node is YamlScalar { Kind: ScalarKind.Real }
            ? " Leave the decimal point out, or use 'distribution: q_uniform'."
            : "";
        nodes.Error(
            node,
            At(key),
            $"{At(key)} is {node.Describe()}, but int_uniform takes whole numbers of at most {int.MaxValue}.{remedy}");
        return null;
    }

    private double? Optional(string key, double otherwise, string rule, Func<double, bool> allows) =>
        map.Find(key) is { } entry ? nodes.Number(entry.Value, At(key), rule, allows) : otherwise;

    private bool Ordered(double? min, double? max)
    {
        if (min is null || max is null || min < max)
        {
            return min is not null && max is not null;
        }

        string remedy = min == max ? "Use 'value' for a fixed one." : "Swap them.";
        nodes.Error(
            map.Find("min")!.Value,
            At("min"),
            FormattableString.Invariant($"{path}: min {min} is not less than max {max}. {remedy}"));
        return false;
    }

    private string At(string key) => NodeReader.Join(path, key);
}
