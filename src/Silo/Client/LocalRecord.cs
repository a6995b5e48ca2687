using SiameseSweep.Core;
using SiameseSweep.Core.Runs;
using SiameseSweep.Core.Statistics;
using SiameseSweep.Core.Store;
using SiameseSweep.Silo.Documents;
using SiameseSweep.Training.Onnx;

namespace SiameseSweep.Silo.Client;

/// <summary>Straight from DATADIR/runs.db, whether a head is up or not.</summary>
internal sealed class LocalRecord(HomeDirectory home, IRecordReader record) : IRecordSource
{
    public Task<IReadOnlyList<SweepDocument>> Sweeps(CancellationToken cancellation) =>
        Task.FromResult<IReadOnlyList<SweepDocument>>([.. record.Sweeps().Select(s => SweepDocument.From(record, s))]);

    public Task<IReadOnlyList<RunDocument>> Runs(string? sweep, CancellationToken cancellation)
    {
        string? id = sweep is null ? null : record.ResolveSweep(sweep).SweepId;
        return Task.FromResult<IReadOnlyList<RunDocument>>([.. RunDocument.List(record, new RunQuery(id))]);
    }

    public Task<RunDetailDocument> Run(string run, CancellationToken cancellation) =>
        Task.FromResult(RunDetailDocument.From(record, record.ResolveRun(run)));

    public Task<RankingDocument> Best(string sweep, CancellationToken cancellation) =>
        Task.FromResult(RankingDocument.From(record, new Rankings(record), record.ResolveSweep(sweep)));

    public Task<ProgressDocument> Progress(string sweep, CancellationToken cancellation) =>
        Task.FromResult(ProgressDocument.From(record, record.ResolveSweep(sweep), TimeProvider.System.GetUtcNow()));

    public Task<IReadOnlyList<EventDocument>> Events(string run, CancellationToken cancellation) =>
        Task.FromResult<IReadOnlyList<EventDocument>>([.. record.Events(run: record.ResolveRun(run).RunId).Select(EventDocument.From)]);

    public Task Export(string sweep, string format, TextWriter output, CancellationToken cancellation)
    {
        SweepExport.Write(record, new Rankings(record), record.ResolveSweep(sweep), format, output, cancellation);
        return Task.CompletedTask;
    }

    public async Task<DownloadedCheckpoint> Download(
        string runOrSweep,
        string? file,
        bool swept,
        CheckpointFormat format,
        CancellationToken cancellation)
    {
        (RunId run, CheckpointRow row) = BestCheckpoint.Find(record, new Rankings(record), runOrSweep, swept);
        string source = home.Absolute(row.Path);
        if (!File.Exists(source))
        {
            throw new UserErrorException($"The record knows {source}, but the file is gone; run the trial again to get it back.");
        }

        string target = CheckpointFile.Target(file, run, format);
        if (format == CheckpointFormat.Onnx)
        {
            await CheckpointFile.Write(target, temporary => Task.Run(() => OnnxFile.Write(source, temporary), cancellation));
        }
        else
        {
            await using FileStream stream = File.OpenRead(source);
            await CheckpointFile.Save(stream, target, row.Sha256, cancellation);
        }

        return new DownloadedCheckpoint(run.ToString(), CheckpointDocument.From(row), target);
    }

    public Task<string> Card(string run, CancellationToken cancellation)
    {
        Rankings rankings = new(record);
        (RunId id, CheckpointRow file) = BestCheckpoint.Find(record, rankings, run, swept: false);
        return Task.FromResult(ModelCard.Of(record, rankings, home, record.Run(id)!, file));
    }

    public void Dispose() => (record as IDisposable)?.Dispose();
}
