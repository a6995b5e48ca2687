using System.Collections.Frozen;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;

namespace SiameseSweep.Core.Events;

/// <summary>Events as the kind and JSON of their rows.</summary>
public static class EventJson
{
    private const string NoFields = "{}";

    private static readonly IList<JsonDerivedType> Table = EventJsonContext.Default.RecordedEvent.PolymorphismOptions!.DerivedTypes;
    private static readonly FrozenDictionary<Type, string> KindsByType = Table.ToFrozenDictionary(
        t => t.DerivedType,
        t => (string)t.TypeDiscriminator!);
    private static readonly FrozenDictionary<string, JsonTypeInfo> TypesByKind = Table.ToFrozenDictionary(
        t => (string)t.TypeDiscriminator!,
        t => EventJsonContext.Default.GetTypeInfo(t.DerivedType)!);

    /// <summary>All kinds.</summary>
    public static IReadOnlyList<string> Kinds { get; } = [.. Table.Select(t => (string)t.TypeDiscriminator!)];

    /// <summary>Returns the kind of an event.</summary>
    public static string KindOf(RecordedEvent happened) => KindsByType[happened.GetType()];

    /// <summary>Returns the names of the fields that events of a kind may have, in the order they are written.</summary>
    public static IReadOnlyList<string> FieldsOf(string kind) =>
        [.. TypesByKind[kind].Properties.OrderBy(p => p.Order).Select(p => p.Name)];

    /// <summary>Returns the detail of an event.</summary>
    public static string Write(RecordedEvent happened) => JsonSerializer.Serialize(happened, TypesByKind[KindOf(happened)]);

    /// <summary>
    /// Reads a row. Fields that this build does not know, or that hold a value of another type than here, are left out.
    /// </summary>
    /// <returns>The event; null if this build does not know the kind.</returns>
    public static RecordedEvent? Read(string kind, string detail) =>
        TypesByKind.TryGetValue(kind, out JsonTypeInfo? type)
            ? OlderEvents.AsToday((RecordedEvent)(Parse(type, detail) ?? Lenient(type, detail)))
            : null;

    private static object? Parse(JsonTypeInfo type, string detail)
    {
        try
        {
            return JsonSerializer.Deserialize(detail, type);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>Reads the fields one by one and leaves out those that do not fit.</summary>
    private static object Lenient(JsonTypeInfo type, string detail)
    {
        JsonObject fitting = [];
        try
        {
            using JsonDocument json = JsonDocument.Parse(detail);
            if (json.RootElement.ValueKind == JsonValueKind.Object)
            {
                foreach (JsonProperty field in json.RootElement.EnumerateObject())
                {
                    JsonObject alone = new() { [field.Name] = JsonNode.Parse(field.Value.GetRawText()) };
                    if (Parse(type, alone.ToJsonString()) is not null)
                    {
                        fitting[field.Name] = JsonNode.Parse(field.Value.GetRawText());
                    }
                }
            }
        }
        catch (JsonException)
        {
            // The kind alone is known.
        }

        return Parse(type, fitting.ToJsonString()) ?? Parse(type, NoFields)!;
    }
}
