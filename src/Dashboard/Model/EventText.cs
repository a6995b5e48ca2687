using System.Globalization;
using System.Text.Json;
using SiameseSweep.Core.Events;
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
            if (row.Event is PruneJudged { Method.Length: > 0, Band: not null } judged)
            {
                return Verdict(judged);
            }

            // Fields of other builds are shown too, so the JSON is shown and not what this build reads of it.
            using JsonDocument document = JsonDocument.Parse(row.Detail);
            if (document.RootElement.ValueKind != JsonValueKind.Object)
            {
                return row.Detail;
            }

            List<JsonProperty> entries = document.RootElement.EnumerateObject()
                .Where(p => p.Value.ValueKind != JsonValueKind.Null)
                .ToList();
            IEnumerable<string> reason = entries.Where(p => p.Name == "reason").Select(p => p.Value.ToString());
            IEnumerable<string> others = entries.Where(p => p.Name != "reason")
                .Select(p =>
                    p.Name == "bytes" && p.Value.TryGetInt64(out long size)
                        ? Format.Bytes(size)
                        : $"{p.Name.Replace('_', ' ')} {Value(p.Value)}");
            return string.Join(" · ", reason.Concat(others));
        }
        catch (JsonException)
        {
            return row.Detail;
        }
    }

    private static string Verdict(PruneJudged judged) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{(judged.Prune ? "ended" : "continues")}: {judged.Method} at epoch {judged.Band}, {Number(judged.Value)} against "
                + $"{Number(judged.Threshold)}, from {judged.Peers} runs"
        );

    private static string Number(double? value) => value is not { } number ? ""
        : double.IsInteger(number) ? number.ToString("F0", CultureInfo.InvariantCulture)
        : Format.Metric(number);

    private static string Value(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Number when value.TryGetInt64(out long whole) => whole.ToString(CultureInfo.InvariantCulture),
        JsonValueKind.Number => Format.Metric(value.GetDouble()),
        JsonValueKind.Object => string.Join(", ", value.EnumerateObject().Select(p => $"{p.Name.Replace('_', ' ')} {Value(p.Value)}")),
        _ => value.ToString(),
    };
}
