using SiameseSweep.Core.Metrics;
using SiameseSweep.Core.Samplers;
using SiameseSweep.Core.SweepFiles.Yaml;
using SiameseSweep.Core.Sweeps;

namespace SiameseSweep.Core.SweepFiles.Reading;

/// <summary>Reads the top level of a sweep file and puts its parts together.</summary>
internal sealed class SweepReader(NodeReader nodes, YamlMap root)
{
    private static readonly string[] Ours = ["name", "method", "metric", "parameters", "run_cap", "early_terminate", "siamese"];

    // Of W&B's agent and cloud; they say nothing about training here.
    private static readonly string[] Ignored =
        ["program", "command", "project", "entity", "description", "controller", "job", "image_uri", "apiVersion", "kind"];

    private static readonly Dictionary<string, string> Refused = new()
    {
        ["metrics"] = "'metrics' (several objectives) does not exist here. Choose by one 'metric:'; all others are recorded anyway.",
        ["scheduler"] =
            $"'scheduler' does not exist here. "
            + $"Use 'method: {SamplerRegistry.Methods[0]}', {WordList.Or([.. SamplerRegistry.Methods.Skip(1).Select(m => $"'{m}'")])}.",
        ["parameter"] = "'parameter' is a mistake of W&B's own template; the key is 'parameters'.",
    };

    public SweepDefinition? Read(string yaml, string fileName)
    {
        CheckKeys();
        ISampler? sampler = ReadMethod() is { } method ? SamplerRegistry.For(method) : null;
        int? runCap = root.Find("run_cap") is { } cap ? nodes.Whole(cap.Value, "run_cap", 1) : null;
        string? name = ReadName() ?? Path.GetFileNameWithoutExtension(fileName);
        SiameseReader block = new(nodes, root.Find("siamese")?.Value);
        SiameseOptions siamese = block.ReadOptions();
        MetricSpec? metric = new MetricReader(nodes).Read(root, siamese);
        EarlyTerminateSpec? early = root.Find("early_terminate") is { } e ? new EarlyTerminateReader(nodes).Read(e.Value) : null;
        List<ReadParameter> parameters = ReadParameters();
        SearchSpace space = block.ReadSpace(parameters, siamese.Epochs);
        if (sampler is null || metric is null)
        {
            return null;
        }

        block.CheckIntervals(siamese, metric);
        new SpaceChecks(nodes, space, parameters).Run(sampler, metric, early, siamese, root);
        if (!sampler.IsExhaustive && runCap is null && root.Find("run_cap") is null)
        {
            YamlNode at = root.Find("method")!.Value;
            nodes.Warning(
                at,
                "method",
                $"'method: {sampler.Method}' without 'run_cap' never ends by itself: it runs until stopped. Add 'run_cap: 20' or so.");
        }

        return new SweepDefinition
        {
            Name = string.IsNullOrWhiteSpace(name) ? "sweep" : name,
            Method = sampler.Method,
            Metric = metric,
            Space = space,
            RunCap = runCap,
            EarlyTerminate = early,
            Siamese = siamese,
            Yaml = yaml,
        };
    }

    // An empty name is none, as it is for W&B.
    private string? ReadName() => root.Find("name")?.Value switch
    {
        null => null,
        YamlScalar { Kind: ScalarKind.Text } text when string.IsNullOrWhiteSpace(text.Text) => null,
        { } node => nodes.Text(node, "name"),
    };

    private void CheckKeys()
    {
        foreach (YamlEntry entry in root.Entries)
        {
            if (Refused.TryGetValue(entry.Name, out string? why))
            {
                nodes.Error(entry.Key, entry.Name, why);
            }
            else if (Ignored.Contains(entry.Name))
            {
                CheckIgnored(entry);
            }
            else if (!Ours.Contains(entry.Name))
            {
                string hint = SiameseReader.Keys.Contains(entry.Name)
                    ? $" '{entry.Name}' belongs into the block 'siamese:'."
                    : ParameterCatalog.Find(entry.Name) is not null
                        ? $" '{entry.Name}' belongs into 'parameters:', as '{entry.Name}: {{value: …}}'."
                        : NearestName.Hint(entry.Name, [.. Ours, .. Ignored]);
                nodes.Error(entry.Key, entry.Name, $"A sweep has no key '{entry.Name}'.{hint}");
            }
        }
    }

    // Ignored or not, W&B's validator checks its shape, and a file should mean the same to both.
    private void CheckIgnored(YamlEntry entry)
    {
        bool fits = entry.Name switch
        {
            "command" => entry.Value is YamlList,
            "controller" => entry.Value is YamlMap map && map.Find("type")?.Value is YamlScalar { Text: "local" or "cloud" },
            "kind" => entry.Value is YamlScalar { Text: "sweep" },
            _ => entry.Value is YamlScalar { Kind: ScalarKind.Text },
        };
        if (fits)
        {
            nodes.Warning(entry.Key, entry.Name, $"'{entry.Name}' has no meaning here and is ignored.");
        }
        else
        {
            string rule = entry.Name switch
            {
                "command" => "a list",
                "controller" => "a map such as {type: local}",
                "kind" => "'sweep'",
                _ => "a text",
            };
            nodes.Error(
                entry.Value,
                entry.Name,
                $"{entry.Name} is {entry.Value.Describe()}, but must be {rule}. It has no meaning here: you may leave it out.");
        }
    }

    private string? ReadMethod()
    {
        if (root.Find("method") is not { } entry)
        {
            nodes.Error(
                root,
                "method",
                $"The sweep has no 'method'. Add {WordList.Or([.. SamplerRegistry.Methods.Select(m => $"'method: {m}'")])}.");
            return null;
        }

        if (entry.Value is YamlScalar { Text: "custom" })
        {
            nodes.Error(
                entry.Value,
                "method",
                $"method is 'custom', which needs code that is not here. Use {WordList.Or(SamplerRegistry.Methods)}.");
            return null;
        }

        return nodes.Word(entry.Value, "method", SamplerRegistry.Methods);
    }

    private List<ReadParameter> ReadParameters()
    {
        if (root.Find("parameters") is { } entry)
        {
            return new ParameterReader(nodes).Read(entry.Value);
        }

        if (root.Find("parameter") is null)
        {
            nodes.Error(
                root,
                "parameters",
                "The sweep has no 'parameters'. Add what varies, such as 'parameters: {margin: {values: [1.0, 2.0]}}'.");
        }

        return [];
    }
}
