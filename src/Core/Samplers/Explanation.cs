using System.Text;
using System.Text.Json;

namespace SiameseSweep.Core.Samplers;

/// <summary>Writes the JSON object that is stored with a decision.</summary>
internal static class DecisionJson
{
    public static string Of(string method, Action<Utf8JsonWriter> write)
    {
        using MemoryStream stream = new();
        using (Utf8JsonWriter json = new(stream))
        {
            json.WriteStartObject();
            json.WriteString("method", method);
            write(json);
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(stream.ToArray());
    }

    /// <summary>A number; null where JSON has none (NaN, infinity).</summary>
    public static void WriteFinite(this Utf8JsonWriter json, string name, double value)
    {
        if (double.IsFinite(value))
        {
            json.WriteNumber(name, value);
        }
        else
        {
            json.WriteNull(name);
        }
    }
}
