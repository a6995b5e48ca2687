using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using SiameseSweep.Core.Settings;

namespace SiameseSweep.Core.Sweeps;

/// <summary>
/// A data set as JSON, with the words of sweep files: <c>{"kind":"folder","train":"/a","test":"/b"}</c>. Also reads what older builds
/// wrote: every setting of every kind with a capital letter, absent ones as null, and the kind as a number.
/// </summary>
internal sealed class DatasetSpecConverter : JsonConverter<DatasetSpec>
{
    private const string Kind = "kind";

    /// <inheritdoc/>
    public override DatasetSpec Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        using JsonDocument document = JsonDocument.ParseValue(ref reader);
        Dictionary<string, JsonElement> values = document.RootElement.EnumerateObject()
            .Where(p => p.Value.ValueKind != JsonValueKind.Null).ToDictionary(p => p.Name, p => p.Value, StringComparer.OrdinalIgnoreCase);
        DatasetDefinition definition = DefinitionOf(values[Kind]);
        return new DatasetSpec
        {
            Kind = definition.Kind,
            Settings = definition.Settings.Where(s => values.ContainsKey(s.Name))
                .Aggregate(SettingValues.None, (settings, s) => settings.With(s.Name, values[s.Name].ToString())),
        };
    }

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, DatasetSpec value, JsonSerializerOptions options)
    {
        writer.WriteStartObject();
        writer.WriteString(Kind, value.Definition.Name);
        foreach (Setting setting in value.Definition.Settings.Where(value.Settings.Gives))
        {
            writer.WritePropertyName(setting.Name);
            string text = value.Settings.Texts[setting.Name];
            switch (setting)
            {
                case FolderSetting:
                    writer.WriteStringValue(text);
                    break;
                case FlagSetting:
                    writer.WriteBooleanValue(bool.Parse(text));
                    break;
                default:
                    writer.WriteRawValue(text);
                    break;
            }
        }

        writer.WriteEndObject();
    }

    private static DatasetDefinition DefinitionOf(JsonElement kind) =>
        kind.ValueKind == JsonValueKind.Number
            ? DatasetCatalog.Of((DatasetKind)kind.GetInt32())
            : DatasetCatalog.Find(kind.GetString()!)
                ?? throw new JsonException(string.Create(CultureInfo.InvariantCulture, $"There is no data set kind {kind}."));
}
