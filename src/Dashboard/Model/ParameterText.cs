using System.Globalization;
using System.Text.Json;
using SiameseSweep.Core.Store;
using SiameseSweep.Core.Sweeps;

namespace SiameseSweep.Dashboard.Model;

/// <summary>A trial's parameters as the record has them, by name, ready to show.</summary>
public static class ParameterText
{
    /// <summary>
    /// Returns how many epochs a run is to train, those of an extended sweep included; a question mark where its parameters do not
    /// tell.
    /// </summary>
    public static string EpochsOf(this SweepRow sweep, IReadOnlyDictionary<string, string> parameters) =>
        int.TryParse(parameters.GetValueOrDefault(ParameterCatalog.Epochs.Name), CultureInfo.InvariantCulture, out int own)
            ? sweep.EpochsOf(own).ToString(CultureInfo.InvariantCulture)
            : "?";

    /// <summary>
    /// Reads the JSON of a trial; unreadable text gives one entry that says so, since users may write the record themselves.
    /// </summary>
    public static IReadOnlyDictionary<string, string> Read(string json)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(json);
            return document.RootElement.ValueKind == JsonValueKind.Object
                ? document
                    .RootElement.EnumerateObject()
                    .Where(TrialParameters.Applies)
                    .ToDictionary(p => p.Name, p => Text(p.Value), StringComparer.Ordinal)
                : new Dictionary<string, string> { ["parameters"] = json };
        }
        catch (JsonException)
        {
            return new Dictionary<string, string> { ["parameters"] = json };
        }
    }

    /// <summary>A trial in a few words: only what varies.</summary>
    public static string Describe(IReadOnlyDictionary<string, string> parameters, IReadOnlyList<string> varying) =>
        varying.Count == 0
            ? "the only configuration"
            : string.Join(", ", varying.Select(v => $"{v} {parameters.GetValueOrDefault(v, Format.None)}"));

    /// <summary>A trial's loss, its margin and scale, and its mining where examples are mined: what a chance level belongs to.</summary>
    public static string OfLoss(RunConfiguration configuration)
    {
        string margin = configuration.Margin is { } m ? $" {Number(m)}" : "";
        string scale = configuration.Scale is { } s ? $" scale {Number(s)}" : "";
        string mining = configuration.IsMined ? $" {ParameterCatalog.NameOf(configuration.Mining)}" : "";
        return $"{ParameterCatalog.NameOf(configuration.Loss)}{margin}{scale}{mining}";
    }

    private static string Text(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Null => "none",
        JsonValueKind.Number when value.TryGetDouble(out double d) => Number(d),
        JsonValueKind.String => value.GetString()!,
        JsonValueKind.True => "true",
        JsonValueKind.False => "false",
        JsonValueKind.Array => value.GetArrayLength() == 0 ? "none" : string.Join("+", value.EnumerateArray().Select(Text)),
        _ => value.GetRawText(),
    };

    private static string Number(double d) => d != 0 && Math.Abs(d) < 1e-2
        ? d.ToString("0.###e-0", CultureInfo.InvariantCulture)
        : d.ToString("0.#####", CultureInfo.InvariantCulture);
}
