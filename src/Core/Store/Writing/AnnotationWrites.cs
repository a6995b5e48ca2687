using System.Text.Json;
using SiameseSweep.Core.Runs;

namespace SiameseSweep.Core.Store.Writing;

/// <summary>Tags and notes of runs.</summary>
internal static class AnnotationWrites
{
    public static void Save(WriteContext context, RunId run, Annotation annotation)
    {
        long key = context.RunKey(run) ?? throw new UserErrorException($"There is no run {run}; 'runs' lists them.");
        if (annotation.Tags.Count == 0 && annotation.Note.Length == 0)
        {
            context.Sql.Execute("DELETE FROM stored_annotations WHERE run_key = $1", key);
        }
        else
        {
            context.Sql.Execute(
                "INSERT OR REPLACE INTO stored_annotations (run_key, tags, note, changed_at) VALUES ($1, $2, $3, $4)",
                key, JsonSerializer.Serialize(annotation.Tags), annotation.Note, context.Now);
        }

        context.Touched(run.SweepId, run, ChangeKinds.Annotations);
    }
}
