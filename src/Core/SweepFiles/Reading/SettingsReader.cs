using SiameseSweep.Core.Settings;
using SiameseSweep.Core.SweepFiles.Yaml;

namespace SiameseSweep.Core.SweepFiles.Reading;

/// <summary>Reads a map whose keys are declared as settings, beside the one key that says whose settings they are.</summary>
/// <param name="nodes">Notes what does not fit.</param>
/// <param name="path">The map's path.</param>
/// <param name="kindKey">The key that names the kind, such as <c>type</c>.</param>
internal sealed class SettingsReader(NodeReader nodes, string path, string kindKey)
{
    /// <summary>The values that the map gives; null (noted) when one of them does not fit or a required one is missing.</summary>
    /// <param name="map">The map.</param>
    /// <param name="kind">The word at the kind's key.</param>
    /// <param name="settings">The keys that this kind takes.</param>
    public SettingValues? Read(YamlMap map, string kind, IReadOnlyList<Setting> settings)
    {
        nodes.Map(map, path, [kindKey, .. settings.Select(s => s.Name)]);
        SettingValues values = SettingValues.None;
        bool fits = true;
        foreach (Setting setting in settings)
        {
            if (map.Find(setting.Name) is not { } entry)
            {
                if (setting.IsRequired)
                {
                    nodes.Error(
                        map,
                        At(setting),
                        $"{path} of {kindKey} '{kind}' has no '{setting.Name}'. "
                            + $"Add '{setting.Name}: {Example(setting)}', {setting.Summary}."
                    );
                    fits = false;
                }
            }
            else if (Read(setting, entry.Value) is { } text)
            {
                values = values.With(setting.Name, text);
            }
            else
            {
                fits = false;
            }
        }

        return fits ? values : null;
    }

    private string? Read(Setting setting, YamlNode node) =>
        setting switch
        {
            WholeSetting whole => nodes.Whole(node, At(setting), whole.Min, whole.Max) is { } value ? Setting<int>.Format(value) : null,
            NumberSetting number => nodes.Number(node, At(setting), number.Domain, number.Allows) is { } value
                ? Setting<double>.Format(value)
                : null,
            SeedSetting => nodes.Seed(node, At(setting)) is { } value ? Setting<ulong>.Format(value) : null,
            FlagSetting => nodes.Flag(node, At(setting)) is { } value ? Setting<bool>.Format(value) : null,
            FolderSetting => nodes.Folder(node, At(setting)),
            _ => throw new NotSupportedException($"Settings of type {setting.GetType().Name} cannot be read."),
        };

    private static string Example(Setting setting) => setting is FolderSetting ? "DIR" : "…";

    private string At(Setting setting) => NodeReader.Join(path, setting.Name);
}
