using SiameseSweep.Core.Events;

namespace SiameseSweep.Silo.Documents;

/// <summary>A worker that gets no runs of a sweep.</summary>
/// <param name="Silo">Its silo.</param>
/// <param name="Reason">What it lacks, as a sentence.</param>
internal sealed record RefusedWorkerDocument(string Silo, string Reason)
{
    /// <summary>Makes the document of an event.</summary>
    public static RefusedWorkerDocument From(WorkerRefused refused) => new(refused.Silo, refused.Reason ?? "");
}
