using System.Text.RegularExpressions;
using SiameseSweep.Core.SweepFiles.Yaml;
using SiameseSweep.Core.Sweeps;

namespace SiameseSweep.Core.SweepFiles.Reading;

/// <summary>Reads <c>parameters:</c>: names, nesting, and what each may hold.</summary>
internal sealed partial class ParameterReader(NodeReader nodes)
{
    private readonly List<ReadParameter> _read = [];
    private readonly DistributionReader _distributions = new(nodes);

    public List<ReadParameter> Read(YamlNode node)
    {
        ReadGroup(node, "parameters", "");
        return [.. _read.OrderBy(p => p.Spec.WrittenName, StringComparer.Ordinal)];
    }

    private void ReadGroup(YamlNode node, string path, string prefix)
    {
        if (node is not YamlMap map || map.Entries.Count == 0)
        {
            string found = node is YamlMap ? "empty" : node.Describe();
            nodes.Error(
                node,
                path,
                $"{path} is {found}, but must be a map with at least one parameter, such as 'margin: {{values: [1.0, 2.0]}}'.");
            return;
        }

        foreach (YamlEntry entry in map.Entries)
        {
            string here = NodeReader.Join(path, entry.Name);
            if (entry.Value is YamlMap group && group.Find("parameters") is { } inner)
            {
                if (!NameOfAGroup().IsMatch(entry.Name))
                {
                    nodes.Error(
                        entry.Key,
                        here,
                        $"A group of parameters cannot be called '{entry.Name}'. Use letters, digits, '_', '.' and '-', and begin with a "
                            + $"letter or '_'."
                    );
                }

                foreach (YamlEntry extra in group.Entries.Where(e => e.Name != "parameters"))
                {
                    nodes.Error(
                        extra.Key,
                        NodeReader.Join(here, extra.Name),
                        $"{here} is a group of parameters and cannot have '{extra.Name}' beside 'parameters'. Move one of them.");
                }

                ReadGroup(inner.Value, NodeReader.Join(here, "parameters"), prefix + entry.Name + ".");
            }
            else
            {
                ReadOne(entry, here, prefix + entry.Name);
            }
        }
    }

    private void ReadOne(YamlEntry entry, string path, string writtenName)
    {
        ParameterDefinition? definition = ParameterCatalog.Find(entry.Name);
        if (definition is null)
        {
            nodes.Error(entry.Key, path, $"'{entry.Name}' is not a parameter.{NearestName.Hint(entry.Name, ParameterCatalog.Names)}");
        }

        if (entry.Value is not YamlMap map)
        {
            nodes.Error(
                entry.Value,
                path,
                $"{path} is {entry.Value.Describe()}, but must be a map: write '{entry.Name}: {{{Remedy(entry.Value)}}}'.");
            return;
        }

        // An unknown parameter's distribution is read all the same, so that its errors show too.
        if (_distributions.Read(map, path, definition) is not { } distribution || definition is null)
        {
            return;
        }

        if (_read.Find(p => p.Spec.Name == definition.Name) is { } earlier)
        {
            nodes.Error(
                entry.Key,
                path,
                $"'{entry.Name}' gives {definition.Name} again; {earlier.Path} in line {earlier.Node.Line} did already. "
                    + $"Nested parameters and aliases count by their own name: keep one."
            );
            return;
        }

        _read.Add(new ReadParameter(new ParameterSpec(definition.Name, writtenName, distribution), map, path));
    }

    // W&B's own rule; parameters proper have a fixed name each.
    [GeneratedRegex("^[A-Za-z_][A-Za-z0-9_.-]*$", RegexOptions.CultureInvariant)]
    private static partial Regex NameOfAGroup();

    private static string Remedy(YamlNode value) => value switch
    {
        YamlScalar { Kind: not ScalarKind.Null } scalar => $"value: {QuotedText.Short(scalar.Text)}",
        YamlList => "values: […]",
        _ => "value: …",
    };
}
