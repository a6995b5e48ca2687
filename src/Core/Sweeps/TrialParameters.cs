using System.Text;
using System.Text.Json;

namespace SiameseSweep.Core.Sweeps;

/// <summary>
/// A configuration as JSON: the <c>parameters</c> of <c>trials</c> that apply to it, under the names of CONTRACT §2, every default
/// filled in but those that are none.
/// </summary>
public static class TrialParameters
{
    /// <summary>One line of JSON; augment is a word, or a list when there are several.</summary>
    public static string ToJson(RunConfiguration configuration)
    {
        using MemoryStream stream = new();
        using (Utf8JsonWriter json = new(stream))
        {
            json.WriteStartObject();
            foreach (ParameterDefinition parameter in ParameterCatalog.All.Where(p => p.AppliesTo(configuration)))
            {
                ParameterValue value = parameter.Read(configuration);
                if (value.Kind != ParameterValueKind.Null || parameter.DependsOn.Count == 0) // null is the loss's default, or means none
                {
                    json.WritePropertyName(parameter.Name);
                    Write(json, value);
                }
            }

            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(stream.ToArray());
    }

    /// <summary>Reads what <see cref="ToJson"/> wrote. Older builds wrote null for a margin that does not apply.</summary>
    /// <exception cref="FormatException">It is no such JSON, or holds a parameter or value that does not exist.</exception>
    public static RunConfiguration FromJson(string json)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(json);
            Dictionary<string, ParameterValue> values = [];
            foreach (JsonProperty property in document.RootElement.EnumerateObject())
            {
                ParameterDefinition parameter =
                    ParameterCatalog.Find(property.Name) ?? throw new FormatException($"'{property.Name}' is not a parameter.");
                ParameterValue value = Read(property.Value);
                if (parameter.Complaint(value) is { } complaint)
                {
                    throw new FormatException(complaint);
                }

                values[parameter.Name] = value;
            }

            return ConfigurationRules.Build(values, new SiameseOptions().Epochs);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw new FormatException("The parameters of a trial are not the JSON object they should be.", e);
        }
    }

    /// <summary>Reads what <see cref="ToJson"/> wrote; null when it is no such JSON: users may write the record themselves.</summary>
    public static RunConfiguration? TryFromJson(string json)
    {
        try
        {
            return FromJson(json);
        }
        catch (FormatException)
        {
            return null;
        }
    }

    /// <summary>
    /// Whether a recorded parameter applies to its trial. Older builds wrote null where one does not; null of a parameter that always
    /// applies means none.
    /// </summary>
    public static bool Applies(JsonProperty parameter) =>
        parameter.Value.ValueKind != JsonValueKind.Null || ParameterCatalog.Find(parameter.Name) is { DependsOn.Count: 0 };

    /// <summary>Names of parameters in the catalog's order; unknown names follow as they come.</summary>
    public static IReadOnlyList<string> InOrder(IEnumerable<string> names)
    {
        List<string> all = [.. names.Distinct(StringComparer.Ordinal)];
        string[] known = [.. ParameterCatalog.All.Select(p => p.Name).Where(all.Contains)];
        return [.. known, .. all.Except(known)];
    }

    /// <summary>
    /// Names of the parameters in which trials differ, in order. That one applies to some of them only is no difference in it.
    /// </summary>
    /// <param name="trials">The parameters of each trial, by name.</param>
    public static IReadOnlyList<string> Varying(IEnumerable<IReadOnlyDictionary<string, string>> trials)
    {
        List<IReadOnlyDictionary<string, string>> all = [.. trials];
        return [.. InOrder(all.SelectMany(t => t.Keys))
            .Where(name => all.Where(t => t.ContainsKey(name)).Select(t => t[name]).Distinct(StringComparer.Ordinal).Skip(1).Any())];
    }

    private static void Write(Utf8JsonWriter json, ParameterValue value)
    {
        switch (value.Kind)
        {
            case ParameterValueKind.Boolean:
                json.WriteBooleanValue(value.Number != 0);
                break;
            case ParameterValueKind.Integer:
                json.WriteNumberValue((long)value.Number);
                break;
            case ParameterValueKind.Real:
                json.WriteNumberValue(value.Number);
                break;
            case ParameterValueKind.Null:
                json.WriteNullValue();
                break;
            default:
                WriteWords(json, value.Text!.Split(','));
                break;
        }
    }

    private static void WriteWords(Utf8JsonWriter json, string[] words)
    {
        if (words.Length == 1)
        {
            json.WriteStringValue(words[0]);
            return;
        }

        json.WriteStartArray();
        Array.ForEach(words, json.WriteStringValue);
        json.WriteEndArray();
    }

    private static ParameterValue Read(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Null => ParameterValue.Null,
        JsonValueKind.True or JsonValueKind.False => ParameterValue.Of(value.GetBoolean()),
        JsonValueKind.Number => value.TryGetInt64(out long whole) ? ParameterValue.Of(whole) : ParameterValue.Of(value.GetDouble()),
        JsonValueKind.String => ParameterValue.Of(value.GetString()!),
        JsonValueKind.Array => ParameterValue.Of(string.Join(',', value.EnumerateArray().Select(word => word.GetString()))),
        _ => throw new FormatException("A parameter's value is a map."),
    };
}
