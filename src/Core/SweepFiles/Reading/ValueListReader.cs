using SiameseSweep.Core.SweepFiles.Yaml;
using SiameseSweep.Core.Sweeps;

namespace SiameseSweep.Core.SweepFiles.Reading;

/// <summary>Reads <c>value</c>, <c>values</c> and <c>probabilities</c>. What is written out must lie in the parameter's domain.</summary>
internal sealed class ValueListReader(NodeReader nodes, ParameterDefinition? definition)
{
    public CategoricalDistribution? Constant(YamlNode node, string path) =>
        Value(node, path) is { } value ? new CategoricalDistribution([value], null, IsConstant: true) : null;

    public CategoricalDistribution? List(YamlMap map, string path)
    {
        YamlNode node = map.Find("values")!.Value;
        string at = NodeReader.Join(path, "values");
        if (node is not YamlList { Items.Count: > 0 } list)
        {
            string found = node is YamlList ? "an empty list" : node.Describe();
            nodes.Error(node, at, $"{at} is {found}, but must be a list of at least one value.");
            return null;
        }

        ParameterValue?[] values = [.. list.Items.Select((item, i) => Value(item, $"{at}[{i}]"))];
        IReadOnlyList<double>? weights = null;
        if (map.Find("probabilities") is { } given)
        {
            weights = Probabilities(given.Value, NodeReader.Join(path, "probabilities"), values.Length);
            if (weights is null)
            {
                return null;
            }
        }

        return values.Contains(null) ? null : new CategoricalDistribution([.. values.Select(v => v!.Value)], weights);
    }

    private double[]? Probabilities(YamlNode node, string path, int count)
    {
        if (node is not YamlList list || list.Items.Count != count)
        {
            string found = node is YamlList l ? $"a list of {l.Items.Count}" : node.Describe();
            nodes.Error(node, path, $"{path} is {found}, but must be a list of {count} numbers, one a value.");
            return null;
        }

        double?[] weights = [.. list.Items.Select((item, i) => nodes.Number(item, $"{path}[{i}]", "0 or above", v => v >= 0))];
        if (weights.Contains(null))
        {
            return null;
        }

        double sum = weights.Sum(w => w!.Value);
        if (Math.Abs(sum - 1) > 1e-6)
        {
            nodes.Error(node, path, FormattableString.Invariant($"{path} sum to {sum:G6}, but must sum to 1."));
            return null;
        }

        return [.. weights.Select(w => w!.Value)];
    }

    private ParameterValue? Value(YamlNode node, string path)
    {
        ParameterValue? value = node switch
        {
            YamlScalar scalar => Of(scalar),
            YamlList list when definition?.Kind == ParameterKind.Choices && list.Items.Count > 0 && list.Items.All(i => i is YamlScalar) =>
                ParameterValue.Of(string.Join(',', list.Items.Select(i => ((YamlScalar)i).Text).Distinct())),
            _ => null,
        };
        if (value is null)
        {
            nodes.Error(
                node,
                path,
                $"{path} is {node.Describe()}, but must be {(definition is null ? "a single value" : definition.Domain)}.");
            return null;
        }

        if (definition?.Complaint(value.Value) is { } complaint)
        {
            bool quoted = definition.Kind is ParameterKind.Real or ParameterKind.Whole && value.Value.Kind == ParameterValueKind.Text
                && ScalarResolver.Resolve(value.Value.Text!).Kind is ScalarKind.Integer or ScalarKind.Real;
            nodes.Error(node, path, quoted ? $"{complaint} It is a text because of its quotes: leave them out." : complaint);
            return null;
        }

        return Canonical(value.Value);
    }

    // 'flip, light' and 'light, flip' are one configuration.
    private ParameterValue Canonical(ParameterValue value) =>
        definition?.Kind == ParameterKind.Choices && value.Kind == ParameterValueKind.Text
            ? ParameterValue.Of(string.Join(',', definition.Words.Where(value.Text!.Split(',').Contains)))
            : value;

    private static ParameterValue Of(YamlScalar scalar) => scalar.Kind switch
    {
        ScalarKind.Null => ParameterValue.Null,
        ScalarKind.Boolean => ParameterValue.Of(scalar.Number != 0),
        ScalarKind.Integer => new ParameterValue(ParameterValueKind.Integer, scalar.Number, null),
        ScalarKind.Real => ParameterValue.Of(scalar.Number),
        _ => ParameterValue.Of(scalar.Text),
    };
}
