using SiameseSweep.Core.SweepFiles.Yaml;
using SiameseSweep.Core.Sweeps;

namespace SiameseSweep.Core.SweepFiles.Reading;

/// <summary>Reads <c>siamese.dataset</c>.</summary>
internal sealed class DatasetReader(NodeReader nodes)
{
    private const string Path = "siamese.dataset";
    private const string Kind = "kind";

    public DatasetSpec Read(YamlNode node)
    {
        DatasetSpec defaults = new();
        if (node is not YamlMap map)
        {
            string remedy = node is YamlScalar { Kind: ScalarKind.Text } name
                ? $"write 'dataset: {{kind: {QuotedText.Short(name.Text)}}}'"
                : "write 'dataset: {kind: synthetic}'";
            nodes.Error(node, Path, $"{Path} is {node.Describe()}, but must be a map: {remedy}.");
            return defaults;
        }

        if (map.Find(Kind) is not { } kind)
        {
            nodes.Error(map, At(Kind), $"{Path} has no 'kind'. Add {WordList.Or([.. DatasetCatalog.Names.Select(n => $"'kind: {n}'")])}.");
            return defaults;
        }

        if (nodes.Word(kind.Value, At(Kind), DatasetCatalog.Names) is not { } word || DatasetCatalog.Find(word) is not { } definition)
        {
            return defaults;
        }

        return new SettingsReader(nodes, Path, Kind).Read(map, word, definition.Settings) is { } settings
            ? new DatasetSpec { Kind = definition.Kind, Settings = settings }
            : defaults;
    }

    private static string At(string key) => NodeReader.Join(Path, key);
}
