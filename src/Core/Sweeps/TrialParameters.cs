using System.Text;
using System.Text.Json;

namespace SiameseSweep.Core.Sweeps;

/// <summary>
/// A configuration as JSON: the <c>parameters</c> of <c>trials</c> under the names of CONTRACT §2, those that apply to the trial, with
/// their defaults filled in.
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
            foreach (ParameterDefinition parameter in ParameterCatalog.All.Where(p => !ConfigurationRules.IsIgnored(p.Name, configuration)))
            {
                json.WritePropertyName(parameter.Name);
                Write(json, ValueOf(configuration, parameter.Name));
            }

            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(stream.ToArray());
    }

    /// <summary>Reads what <see cref="ToJson"/> wrote.</summary>
    /// <exception cref="FormatException">It is no such JSON, or holds a parameter or value that does not exist.</exception>
    public static RunConfiguration FromJson(string json)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(json);
            Dictionary<string, ParameterValue> values = [];
            foreach (JsonProperty property in document.RootElement.EnumerateObject())
            {
                ParameterDefinition parameter = ParameterCatalog.Find(property.Name) ?? throw new FormatException($"'{property.Name}' is not a parameter.");
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

    /// <summary>The value of one parameter in a configuration.</summary>
    /// <exception cref="ArgumentException">The name is no parameter's.</exception>
    public static ParameterValue ValueOf(RunConfiguration configuration, string parameter) => parameter switch
    {
        "model" => ParameterValue.Of(ParameterCatalog.NameOf(configuration.Model)),
        "loss" => ParameterValue.Of(ParameterCatalog.NameOf(configuration.Loss)),
        "margin" => configuration.Margin is { } margin ? ParameterValue.Of(margin) : ParameterValue.Null,
        "learning_rate" => ParameterValue.Of(configuration.LearningRate),
        "batch_size" => ParameterValue.Of((long)configuration.BatchSize),
        "epochs" => ParameterValue.Of((long)configuration.Epochs),
        "optimizer" => ParameterValue.Of(ParameterCatalog.NameOf(configuration.Optimizer)),
        "weight_decay" => ParameterValue.Of(configuration.WeightDecay),
        "dropout" => ParameterValue.Of(configuration.Dropout),
        "embedding_size" => ParameterValue.Of((long)configuration.EmbeddingSize),
        "image_size" => ParameterValue.Of((long)configuration.ImageSize),
        "width" => ParameterValue.Of((long)configuration.Width),
        "normalize" => ParameterValue.Of(configuration.Normalize),
        "invert" => ParameterValue.Of(configuration.Invert),
        "augment" => ParameterValue.Of(configuration.Augment.ToString().ToLowerInvariant().Replace(" ", "", StringComparison.Ordinal)),
        "mining" => ParameterValue.Of(ParameterCatalog.NameOf(configuration.Mining)),
        _ => throw new ArgumentException($"'{parameter}' is not a parameter.", nameof(parameter)),
    };

    private static void Write(Utf8JsonWriter json, ParameterValue value)
    {
        switch (value.Kind)
        {
            case ParameterValueKind.Null:
                json.WriteNullValue();
                break;
            case ParameterValueKind.Boolean:
                json.WriteBooleanValue(value.Number != 0);
                break;
            case ParameterValueKind.Integer:
                json.WriteNumberValue((long)value.Number);
                break;
            case ParameterValueKind.Real:
                json.WriteNumberValue(value.Number);
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
