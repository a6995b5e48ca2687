using System.Text.Json;

namespace SiameseSweep.Silo.Documents;

/// <summary>A worker that gets no runs of a sweep.</summary>
/// <param name="Silo">Its silo.</param>
/// <param name="Reason">What it lacks, as a sentence.</param>
internal sealed record RefusedWorkerDocument(string Silo, string Reason)
{
    /// <summary>From the detail of the event that says so.</summary>
    public static RefusedWorkerDocument From(string detail)
    {
        JsonElement json = JsonElement.Parse(detail);
        return new RefusedWorkerDocument(json.GetProperty("silo").GetString() ?? "", json.GetProperty("reason").GetString() ?? "");
    }
}
