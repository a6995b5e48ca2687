using SiameseSweep.Silo.Documents;

namespace SiameseSweep.Silo.Client;

/// <summary>A checkpoint as it left the record.</summary>
/// <param name="RunId">Whose it is.</param>
/// <param name="Checkpoint">Its row.</param>
/// <param name="File">Where it was written.</param>
internal sealed record DownloadedCheckpoint(string RunId, CheckpointDocument Checkpoint, string File);

/// <summary>Source of the reading commands: the record itself, or a head over HTTP. Ids may be unique prefixes.</summary>
internal interface IRecordSource : IDisposable
{
    Task<IReadOnlyList<SweepDocument>> Sweeps(CancellationToken cancellation);

    Task<IReadOnlyList<RunDocument>> Runs(string? sweep, CancellationToken cancellation);

    Task<RunDetailDocument> Run(string run, CancellationToken cancellation);

    Task<RankingDocument> Best(string sweep, CancellationToken cancellation);

    Task<ProgressDocument> Progress(string sweep, CancellationToken cancellation);

    Task<IReadOnlyList<EventDocument>> Events(string run, CancellationToken cancellation);

    /// <summary>Writes all that is known of a sweep's runs.</summary>
    Task Export(string sweep, string format, TextWriter output, CancellationToken cancellation);

    /// <summary>
    /// Copies a run's best checkpoint, or that of a sweep's refit or best run (<paramref name="swept"/>: of its best run), to a file
    /// (null: the checkpoint's own name in the current directory) and checks its hash, or writes it as ONNX.
    /// </summary>
    Task<DownloadedCheckpoint> Download(
        string runOrSweep, string? file, bool swept, CheckpointFormat format, CancellationToken cancellation);

    /// <summary>The model card (Markdown) of a run's best checkpoint.</summary>
    Task<string> Card(string run, CancellationToken cancellation);
}
