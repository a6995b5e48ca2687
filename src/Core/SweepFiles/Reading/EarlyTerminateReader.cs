using SiameseSweep.Core.Pruners;
using SiameseSweep.Core.Settings;
using SiameseSweep.Core.SweepFiles.Yaml;
using SiameseSweep.Core.Sweeps;

namespace SiameseSweep.Core.SweepFiles.Reading;

/// <summary>Reads <c>early_terminate:</c>.</summary>
internal sealed class EarlyTerminateReader(NodeReader nodes)
{
    private const string Path = "early_terminate";
    private const string Type = "type";

    public EarlyTerminateSpec? Read(YamlNode node)
    {
        if (node is not YamlMap map)
        {
            nodes.Error(node, Path, $"{Path} is {node.Describe()}, but must be a map such as {{type: hyperband, min_iter: 3}}.");
            return null;
        }

        if (map.Find(Type) is not { } typed)
        {
            nodes.Error(
                map,
                At(Type),
                $"{Path} has no 'type'. Add 'type: {PrunerRegistry.Types[0]}' (or {string.Join(", ", PrunerRegistry.Types.Skip(1))}).");
            return null;
        }

        if (nodes.Word(typed.Value, At(Type), PrunerRegistry.Types) is not { } type
            || new SettingsReader(nodes, Path, Type).Read(map, type, PrunerRegistry.Of(type).Settings) is not { } settings)
        {
            return null;
        }

        Check(PrunerRegistry.Of(type), settings, map, typed.Value);
        return new EarlyTerminateSpec(type, settings);
    }

    private void Check(PrunerDefinition pruner, SettingValues settings, YamlMap map, YamlNode typed)
    {
        if (pruner.Problem(settings) is { } problem)
        {
            nodes.Error(map, Path, $"{Path} {problem}");
        }

        foreach ((Setting setting, string message) in pruner.Advice(settings))
        {
            nodes.Warning(map.Find(setting.Name)?.Value ?? typed, At(setting.Name), message);
        }
    }

    private static string At(string key) => NodeReader.Join(Path, key);
}
