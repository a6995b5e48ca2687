using System.Text.Json;
using SiameseSweep.Core.Runs;

namespace SiameseSweep.Core.Store.Reading;

/// <summary>Tags and notes of runs.</summary>
internal static class AnnotationQueries
{
    public static Annotation OfRun(SqlSession sql, RunId run) =>
        sql.First("SELECT tags, note FROM annotations WHERE run_id = $1", r => Read(r.GetString(0), r.GetString(1)), run.ToString())
        ?? Annotation.None;

    public static IReadOnlyDictionary<RunId, Annotation> OfSweep(SqlSession sql, string sweepId) => sql.All(
        $"""
        SELECT r.run_id, a.tags, a.note FROM stored_runs r CROSS JOIN stored_annotations a
        WHERE r.sweep_key = {Keys.OfSweep} AND a.run_key = r.run_key
        """,
        r => (Run: RunId.Parse(r.GetString(0)), Said: Read(r.GetString(1), r.GetString(2))), sweepId).ToDictionary(a => a.Run, a => a.Said);

    private static Annotation Read(string tags, string note) => new(JsonSerializer.Deserialize<string[]>(tags) ?? [], note);
}
