using System.Text.Json;
using SiameseSweep.Core.Store;

namespace SiameseSweep.Silo.Documents;

/// <summary>A row of <c>events</c>. A detail that is no JSON is given as text.</summary>
internal sealed record EventDocument(long Id, DateTimeOffset At, string? SweepId, string? RunId, string Kind, JsonElement Detail)
{
    public static EventDocument From(EventRow row) => new(row.Id, row.At, row.SweepId, row.RunId?.ToString(), row.Kind, Parse(row.Detail));

    private static JsonElement Parse(string detail)
    {
        try
        {
            return JsonElement.Parse(detail);
        }
        catch (JsonException)
        {
            return JsonSerializer.SerializeToElement(detail);
        }
    }
}
