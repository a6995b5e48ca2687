using SiameseSweep.Core.Pruners;
using SiameseSweep.Core.SweepFiles.Yaml;
using SiameseSweep.Core.Sweeps;

namespace SiameseSweep.Core.SweepFiles.Reading;

/// <summary>Reads <c>early_terminate:</c>.</summary>
internal sealed class EarlyTerminateReader(NodeReader nodes)
{
    private const string Path = "early_terminate";

    public EarlyTerminateSpec? Read(YamlNode node)
    {
        if (node is not YamlMap map)
        {
            nodes.Error(node, Path, $"{Path} is {node.Describe()}, but must be a map such as {{type: hyperband, min_iter: 3}}.");
            return null;
        }

        if (map.Find("type") is not { } typed)
        {
            nodes.Error(map, At("type"), $"{Path} has no 'type'. Add 'type: hyperband' (or {string.Join(", ", PrunerRegistry.Types.Where(t => t != "hyperband"))}).");
            return null;
        }

        if (nodes.Word(typed.Value, At("type"), PrunerRegistry.Types) is not { } type)
        {
            return null;
        }

        nodes.Map(map, Path, PrunerRegistry.Keys(type));
        int? minIter = Whole(map, "min_iter");
        int? maxIter = Whole(map, "max_iter");
        double? s = Number(map, "s", "1 or above", v => v >= 1);
        double? eta = Number(map, "eta", "above 1", v => v > 1);
        bool? strict = map.Find("strict") is { } given ? nodes.Flag(given.Value, At("strict")) : null;
        int? peers = Whole(map, "min_peers");
        EarlyTerminateSpec spec = new()
        {
            Type = type, MinIter = minIter, MaxIter = maxIter, S = s, Eta = eta ?? 3, Strict = strict ?? true, MinPeers = peers ?? 5,
        };
        if (type == "hyperband")
        {
            CheckHyperband(map, spec);
        }

        return spec;
    }

    private void CheckHyperband(YamlMap map, EarlyTerminateSpec spec)
    {
        bool byMax = map.Find("max_iter") is not null && map.Find("s") is not null;
        if (!byMax && map.Find("min_iter") is null)
        {
            string missing = map.Find("max_iter") is null ? "'min_iter' (or 'max_iter' with 's')" : "'s' beside 'max_iter'";
            nodes.Error(map, Path, $"{Path} needs {missing}. Add it.");
            return;
        }

        if (map.Find("strict") is null)
        {
            nodes.Warning(map.Find("type")!.Value, At("strict"), "'strict' is not said; W&B's schema fills in true and its documentation says false. Here it is true: write it out.");
        }

        if (nodes.Diagnostics.HasErrors)
        {
            return;
        }

        if (HyperbandPruner.BandsOf(spec).Count == 0)
        {
            nodes.Error(map, Path, $"{Path} has no band: max_iter / eta is below 1. Raise max_iter or lower eta.");
        }
    }

    private int? Whole(YamlMap map, string key) => map.Find(key) is { } entry ? nodes.Whole(entry.Value, At(key), 1) : null;

    private double? Number(YamlMap map, string key, string rule, Func<double, bool> allows) =>
        map.Find(key) is { } entry ? nodes.Number(entry.Value, At(key), rule, allows) : null;

    private static string At(string key) => NodeReader.Join(Path, key);
}
