using System.Text.Json;
using SiameseSweep.Core.Store;

namespace SiameseSweep.Silo.Documents;

/// <summary>A row of <c>events</c>.</summary>
internal sealed record EventDocument(long Id, DateTimeOffset At, string? SweepId, string? RunId, string Kind, JsonElement Detail)
{
    public static EventDocument From(EventRow row) =>
        new(row.Id, row.At, row.SweepId, row.RunId?.ToString(), row.Kind, JsonElement.Parse(row.Detail));
}
