using SiameseSweep.Core.SweepFiles.Yaml;
using SiameseSweep.Core.Sweeps;

namespace SiameseSweep.Core.SweepFiles.Reading;

/// <summary>Reads <c>siamese.dataset</c>.</summary>
internal sealed class DatasetReader(NodeReader nodes)
{
    private const string Path = "siamese.dataset";

    public DatasetSpec Read(YamlNode node)
    {
        DatasetSpec defaults = new();
        if (node is not YamlMap map)
        {
            string remedy = node is YamlScalar { Kind: ScalarKind.Text } name ? $"write 'dataset: {{kind: {name.Text}}}'" : "write 'dataset: {kind: synthetic}'";
            nodes.Error(node, Path, $"{Path} is {node.Describe()}, but must be a map: {remedy}.");
            return defaults;
        }

        if (map.Find("kind") is not { } kind)
        {
            nodes.Error(map, At("kind"), $"{Path} has no 'kind'. Add 'kind: synthetic', 'kind: orl' or 'kind: folder'.");
            return defaults;
        }

        switch (nodes.Word(kind.Value, At("kind"), ["synthetic", "orl", "folder"]))
        {
            case "orl":
                nodes.Map(map, Path, ["kind"]);
                return defaults with { Kind = DatasetKind.Orl };
            case "folder":
                nodes.Map(map, Path, ["kind", "train", "test"]);
                return defaults with { Kind = DatasetKind.Folder, Train = Folder(map, "train"), Test = Folder(map, "test") };
            case "synthetic":
                nodes.Map(map, Path, ["kind", "people", "images", "seed"]);
                return defaults with
                {
                    People = Whole(map, "people", 4) ?? defaults.People,
                    Images = Whole(map, "images", 2) ?? defaults.Images,
                    Seed = map.Find("seed") is { } seed ? nodes.Seed(seed.Value, At("seed")) ?? 0 : 0,
                };
            default:
                return defaults;
        }
    }

    private string? Folder(YamlMap map, string key)
    {
        if (map.Find(key) is { } entry)
        {
            return nodes.Text(entry.Value, At(key));
        }

        nodes.Error(map, At(key), $"{Path} of kind 'folder' has no '{key}'. Add '{key}: DIR', a folder with one folder a person.");
        return null;
    }

    private int? Whole(YamlMap map, string key, int min) => map.Find(key) is { } entry ? nodes.Whole(entry.Value, At(key), min, 10_000) : null;

    private static string At(string key) => NodeReader.Join(Path, key);
}
