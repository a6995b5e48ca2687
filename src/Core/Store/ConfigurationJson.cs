using System.Text.Json;
using System.Text.Json.Serialization;
using SiameseSweep.Core.Sweeps;

namespace SiameseSweep.Core.Store;

/// <summary>A configuration in the column <c>parameters</c>.</summary>
internal static class ConfigurationJson
{
    private static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower) },
    };

    public static string ToJson(RunConfiguration configuration) => JsonSerializer.Serialize(configuration, Options);

    public static RunConfiguration FromJson(string json) => JsonSerializer.Deserialize<RunConfiguration>(json, Options)!;
}
