using System.Text.Json;
using SiameseSweep.Core.Store;

namespace SiameseSweep.Dashboard.Model;

/// <summary>Events as sentences: the kind in words, its reason first, the other numbers after it.</summary>
public static class EventText
{
    /// <summary>The kind with spaces.</summary>
    public static string Kind(EventRow row) => row.Kind.Replace('_', ' ');

    /// <summary>The detail's reason, then its other entries as <c>name value</c>. Detail that is no object is shown as it is.</summary>
    public static string Detail(EventRow row)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(row.Detail);
            if (document.RootElement.ValueKind != JsonValueKind.Object)
            {
                return row.Detail;
            }

            if (row.Kind == EventKinds.PruneDecision && PruneVerdict(document.RootElement) is string verdict)
            {
                return verdict;
            }

            List<JsonProperty> entries = document.RootElement.EnumerateObject().Where(p => p.Value.ValueKind != JsonValueKind.Null).ToList();
            IEnumerable<string> reason = entries.Where(p => p.Name == "reason").Select(p => p.Value.ToString());
            IEnumerable<string> others = entries.Where(p => p.Name != "reason").Select(p => p.Name == "bytes" && p.Value.TryGetInt64(out long size) ? Format.Bytes(size) : $"{p.Name.Replace('_', ' ')} {Value(p.Value)}");
            return string.Join(" · ", reason.Concat(others));
        }
        catch (JsonException)
        {
            return row.Detail;
        }
    }

    /// <summary>In words, null where the detail lacks something.</summary>
    private static string? PruneVerdict(JsonElement detail) =>
        detail.TryGetProperty("method", out JsonElement method) && detail.TryGetProperty("band", out JsonElement band) && detail.TryGetProperty("value", out JsonElement value)
        && detail.TryGetProperty("threshold", out JsonElement threshold) && detail.TryGetProperty("peers", out JsonElement peers) && detail.TryGetProperty("prune", out JsonElement prune)
            ? $"{(prune.ValueKind == JsonValueKind.True ? "ended" : "goes on")}: {method} at epoch {Value(band)}, its {Value(value)} against {Value(threshold)}, by {Value(peers)} runs"
            : null;

    private static string Value(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Number when value.TryGetInt64(out long whole) => whole.ToString(System.Globalization.CultureInfo.InvariantCulture),
        JsonValueKind.Number => Format.Metric(value.GetDouble()),
        JsonValueKind.Object => string.Join(", ", value.EnumerateObject().Select(p => $"{p.Name.Replace('_', ' ')} {Value(p.Value)}")),
        _ => value.ToString(),
    };
}
