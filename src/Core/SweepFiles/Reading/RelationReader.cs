using SiameseSweep.Core.SweepFiles.Yaml;
using SiameseSweep.Core.Sweeps;

namespace SiameseSweep.Core.SweepFiles.Reading;

/// <summary>Reads <c>siamese.zip</c> and <c>siamese.when</c>: how parameters hang together.</summary>
internal sealed class RelationReader(NodeReader nodes, IReadOnlyList<ReadParameter> parameters)
{
    public List<IReadOnlyList<string>> Zips(YamlNode node, string path)
    {
        // One group may be written without the outer list.
        IReadOnlyList<YamlNode> groups = node is YamlList list ? list.Items.All(i => i is YamlList) ? list.Items : [list] : [node];
        List<IReadOnlyList<string>> zips = [];
        foreach (YamlNode group in groups)
        {
            if (group is YamlList { Items.Count: >= 2 } names)
            {
                string[] read = [.. names.Items.Select(item => Varied(item, path)).OfType<ReadParameter>().Select(p => p.Spec.Name)];
                if (read.Length == names.Items.Count && CanMoveTogether(names, read, zips, path))
                {
                    zips.Add(read);
                }
            }
            else
            {
                nodes.Error(
                    group,
                    path,
                    $"{path} holds {group.Describe()}, but must be lists of at least two parameters, such as [[margin, learning_rate]].");
            }
        }

        return zips;
    }

    public List<ParameterCondition> Conditions(YamlNode node, string path)
    {
        List<ParameterCondition> conditions = [];
        if (node is not YamlMap map)
        {
            nodes.Error(
                node,
                path,
                $"{path} is {node.Describe()}, but must be a map such as {{margin: {{loss: [contrastive, triplet]}}}}.");
            return conditions;
        }

        foreach (YamlEntry entry in map.Entries)
        {
            string here = NodeReader.Join(path, entry.Name);
            ReadParameter? under = Varied(entry.Key, here);
            if (entry.Value is not YamlMap { Entries.Count: > 0 } on)
            {
                nodes.Error(
                    entry.Value,
                    here,
                    $"{here} is {entry.Value.Describe()}, but must be a map such as {{loss: [contrastive, triplet]}}.");
                continue;
            }

            foreach (YamlEntry condition in on.Entries)
            {
                if (Condition(under, condition, NodeReader.Join(here, condition.Name)) is { } read)
                {
                    conditions.Add(read);
                }
            }
        }

        RefuseCircles(conditions, map, path);
        return conditions;
    }

    private ParameterCondition? Condition(ReadParameter? under, YamlEntry entry, string path)
    {
        if (ParameterCatalog.Find(entry.Name) is not { } on)
        {
            nodes.Error(entry.Key, path, $"'{entry.Name}' is not a parameter.{NearestName.Hint(entry.Name, ParameterCatalog.Names)}");
            return null;
        }

        ValueListReader reader = new(nodes, on);
        YamlNode values = entry.Value is YamlList ? entry.Value : new YamlList(entry.Value.Line, entry.Value.Column, [entry.Value]);
        CategoricalDistribution? read = reader.List(
            new YamlMap(
                entry.Value.Line,
                entry.Value.Column,
                [new YamlEntry(new YamlScalar(entry.Value.Line, entry.Value.Column, ScalarKind.Text, 0, "values"), values)]),
            path);
        return read is null || under is null ? null : new ParameterCondition(under.Spec.Name, on.Name, read.Values);
    }

    private void RefuseCircles(List<ParameterCondition> conditions, YamlNode at, string path)
    {
        foreach (string start in conditions.Select(c => c.Parameter).Distinct())
        {
            HashSet<string> reached = [];
            Queue<string> open = new([start]);
            while (open.TryDequeue(out string? next))
            {
                foreach (ParameterCondition condition in conditions.Where(c => c.Parameter == next))
                {
                    if (condition.On == start)
                    {
                        nodes.Error(at, path, $"In {path}, {start} depends on itself in the end. Break the circle.");
                        return;
                    }

                    if (reached.Add(condition.On))
                    {
                        open.Enqueue(condition.On);
                    }
                }
            }
        }
    }

    private bool CanMoveTogether(YamlList at, string[] names, List<IReadOnlyList<string>> earlier, string path)
    {
        CategoricalDistribution?[] lists =
        [
            .. names.Select(n => parameters.First(p => p.Spec.Name == n).Spec.Distribution as CategoricalDistribution),
        ];
        string? complaint =
            names.Distinct().Count() != names.Length ? "names a parameter twice"
            : names.FirstOrDefault(n => earlier.Any(z => z.Contains(n))) is { } shared ? $"names {shared}, which another group has already"
            : lists.Any(l => l is null || l.IsConstant || l.Probabilities is not null) ? "needs parameters given by 'values' alone"
            : lists.Select(l => l!.Values.Count).Distinct().Count() > 1
                ? $"has lists of {string.Join(", ", names.Zip(lists, (n, l) => $"{l!.Values.Count} ({n})"))} values, but what moves "
                    + $"together must be equally long"
            : null;
        if (complaint is not null)
        {
            nodes.Error(at, path, $"A group of {path} {complaint}. Correct the group or take the parameter out.");
        }

        return complaint is null;
    }

    private ReadParameter? Varied(YamlNode node, string path)
    {
        string name = node is YamlScalar scalar ? scalar.Text : "";
        ParameterDefinition? definition = ParameterCatalog.Find(name);
        ReadParameter? read = definition is null ? null : parameters.FirstOrDefault(p => p.Spec.Name == definition.Name);
        if (read is null)
        {
            string hint = parameters.Count > 0 ? NearestName.Hint(name, [.. parameters.Select(p => p.Spec.Name)]) : " The sweep has none.";
            nodes.Error(node, path, $"{path} names {node.Describe()}, which is not among the sweep's parameters.{hint}");
        }

        return read;
    }
}
