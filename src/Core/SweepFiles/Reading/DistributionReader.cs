using SiameseSweep.Core.SweepFiles.Yaml;
using SiameseSweep.Core.Sweeps;

namespace SiameseSweep.Core.SweepFiles.Reading;

/// <summary>Reads how one parameter is drawn, as W&amp;B's schema has it, with a better word for each refusal.</summary>
internal sealed class DistributionReader(NodeReader nodes)
{
    private static readonly string[] Keys =
    [
        "value",
        "values",
        "probabilities",
        "min",
        "max",
        "mu",
        "sigma",
        "q",
        "a",
        "b",
        "distribution",
        "parameters",
    ];

    // Which keys a distribution must and may have, beside 'distribution' itself.
    private static readonly Dictionary<string, (string[] Must, string[] May)> Shapes = new()
    {
        ["constant"] = (["value"], []),
        ["categorical"] = (["values"], []),
        ["categorical_w_probabilities"] = (["values", "probabilities"], []),
        ["int_uniform"] = (["min", "max"], []),
        ["uniform"] = (["min", "max"], []),
        ["q_uniform"] = (["min", "max"], ["q"]),
        ["log_uniform_values"] = (["min", "max"], []),
        ["q_log_uniform_values"] = (["min", "max"], ["q"]),
        ["inv_log_uniform_values"] = (["min", "max"], []),
        ["normal"] = ([], ["mu", "sigma"]),
        ["q_normal"] = ([], ["mu", "sigma", "q"]),
        ["log_normal"] = ([], ["mu", "sigma"]),
        ["q_log_normal"] = ([], ["mu", "sigma", "q"]),
        ["beta"] = ([], ["a", "b"]),
        ["q_beta"] = ([], ["a", "b", "q"]),
    };

    private static readonly string[] Deprecated = ["log_uniform", "q_log_uniform", "inv_log_uniform"];

    public ParameterDistribution? Read(YamlMap map, string path, ParameterDefinition? definition)
    {
        foreach (YamlEntry entry in map.Entries.Where(e => !Keys.Contains(e.Name)))
        {
            nodes.Error(
                entry.Key,
                NodeReader.Join(path, entry.Name),
                $"A parameter has no key '{entry.Name}'.{NearestName.Hint(entry.Name, Keys)}");
        }

        if (Kind(map, path) is not { } kind || !HasShape(map, path, kind))
        {
            return null;
        }

        return kind switch
        {
            "constant" => new ValueListReader(nodes, definition).Constant(map.Find("value")!.Value, NodeReader.Join(path, "value")),
            "categorical" or "categorical_w_probabilities" => new ValueListReader(nodes, definition).List(map, path),
            _ => new NumericReader(nodes, map, path).Read(kind, definition),
        };
    }

    private string? Kind(YamlMap map, string path)
    {
        if (map.Find("distribution") is { } given)
        {
            string at = NodeReader.Join(path, "distribution");
            if (given.Value is YamlScalar { Kind: ScalarKind.Text } name && Deprecated.Contains(name.Text))
            {
                nodes.Error(
                    given.Value,
                    at,
                    $"The distribution '{name.Text}' takes natural-log exponents and is deprecated by W&B.{InValues(map, name.Text)}");
                return null;
            }

            return nodes.Word(given.Value, at, Shapes.Keys);
        }

        string[] keys = [.. map.Entries.Select(e => e.Name).Where(Keys.Contains)];
        if (keys.Contains("value"))
        {
            return "constant";
        }

        if (keys.Contains("values"))
        {
            return keys.Contains("probabilities") ? "categorical_w_probabilities" : "categorical";
        }

        if (keys.Contains("min") && keys.Contains("max") && keys.Length == 2)
        {
            bool bothWhole =
                map.Find("min")!.Value is YamlScalar { Kind: ScalarKind.Integer }
                && map.Find("max")!.Value is YamlScalar { Kind: ScalarKind.Integer };
            return bothWhole ? "int_uniform" : "uniform";
        }

        string remedy = keys switch
        {
            [] => "it is empty. Give it 'value', 'values', or 'min' and 'max'",
            _ when keys.Contains("q") =>
                "'q' needs its distribution said. Add 'distribution: q_uniform' (or q_log_uniform_values, q_normal …)",
            _ when keys.Contains("mu") || keys.Contains("sigma") =>
                "'mu' and 'sigma' need their distribution said. Add 'distribution: normal' (or log_normal)",
            _ when keys.Contains("a") || keys.Contains("b") => "'a' and 'b' need their distribution said. Add 'distribution: beta'",
            _ when keys.Contains("min") != keys.Contains("max") =>
                $"it has '{(keys.Contains("min") ? "min" : "max")}' alone. Give both ends",
            _ => $"'{string.Join("' and '", keys)}' alone do not say how to draw it. Give it 'value', 'values', or 'min' and 'max'",
        };
        nodes.Error(map, path, $"{path} cannot be drawn: {remedy}.");
        return null;
    }

    private bool HasShape(YamlMap map, string path, string kind)
    {
        (string[] must, string[] may) = Shapes[kind];
        bool fits = true;
        foreach (string missing in must.Where(k => map.Find(k) is null))
        {
            nodes.Error(map, path, $"{path} has no '{missing}', which the distribution '{kind}' needs. Add it.");
            fits = false;
        }

        foreach (YamlEntry entry in map.Entries.Where(e =>
                Keys.Contains(e.Name) && e.Name != "distribution" && !must.Contains(e.Name) && !may.Contains(e.Name)))
        {
            string remedy = (kind, entry.Name) switch
            {
                ("categorical", "probabilities") => "Write 'distribution: categorical_w_probabilities', or leave 'distribution' out.",
                ("uniform" or "int_uniform", "q") => "Write 'distribution: q_uniform'.",
                _ => "Remove it.",
            };
            nodes.Error(
                entry.Key,
                NodeReader.Join(path, entry.Name),
                $"'{entry.Name}' has no meaning with the distribution '{kind}'. {remedy}");
            fits = false;
        }

        return fits;
    }

    private static string InValues(YamlMap map, string name)
    {
        if (map.Find("min")?.Value is not YamlScalar { Kind: ScalarKind.Integer or ScalarKind.Real } min
            || map.Find("max")?.Value is not YamlScalar { Kind: ScalarKind.Integer or ScalarKind.Real } max)
        {
            return $" Write '{name}_values' with plain bounds.";
        }

        (double low, double high) =
            name == "inv_log_uniform" ? (Math.Exp(-max.Number), Math.Exp(-min.Number)) : (Math.Exp(min.Number), Math.Exp(max.Number));
        return FormattableString.Invariant($" Write '{name}_values' with plain bounds: min: {low:G4}, max: {high:G4} says the same.");
    }
}
