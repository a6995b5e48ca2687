using SiameseSweep.Core.Events;
using SiameseSweep.Core.Runs;
using SiameseSweep.Core.Store.Writing;
using SiameseSweep.Core.Sweeps;

namespace SiameseSweep.Core.Store;

/// <inheritdoc cref="IRecordWriter"/>
internal sealed class RecordWriter(RecordWriterThread thread) : IRecordWriter
{
    /// <inheritdoc/>
    public Task CreateSweep(string sweepId, SweepDefinition definition) =>
        Write(durable: true, c => SweepWrites.Create(c, sweepId, definition));

    /// <inheritdoc/>
    public Task SetSweepState(string sweepId, SweepState state, string? reason = null) =>
        Write(durable: true, c => SweepWrites.SetState(c, sweepId, state, reason));

    /// <inheritdoc/>
    public Task<IReadOnlyList<RunId>> ChangeSweep(SweepChange change) => thread.Enqueue(durable: true, c => SweepWrites.Change(c, change));

    /// <inheritdoc/>
    public Task<bool> AddTrial(NewTrial trial) => thread.Enqueue(durable: false, c => SweepWrites.AddTrial(c, trial));

    /// <inheritdoc/>
    public Task<int?> StartAttempt(NewAttempt attempt) => thread.Enqueue(durable: false, c => RunWrites.StartAttempt(c, attempt));

    /// <inheritdoc/>
    public Task<ReportAck> Apply(ReportBatch batch) =>
        thread.Enqueue(durable: Array.Exists(batch.Reports, report => report is EndedReport), c => ReportWrites.Apply(c, batch));

    /// <inheritdoc/>
    public Task<bool> SetRunState(
        RunId run,
        IReadOnlyCollection<RunState> expected,
        RunState state,
        string? reason,
        QueueCause? cause = null
    ) => thread.Enqueue(durable: state.IsFinal(), c => RunWrites.SetState(c, run, expected, state, reason, cause));

    /// <inheritdoc/>
    public Task AddEvent(RecordedEvent happened, string? sweepId, RunId? run = null) =>
        Write(durable: false, c => c.Event(happened, sweepId, run));

    /// <inheritdoc/>
    public Task Annotate(RunId run, Annotation annotation) => Write(durable: false, c => AnnotationWrites.Save(c, run, annotation));

    /// <inheritdoc/>
    public Task RemoveCheckpoints(IReadOnlyList<CheckpointRow> checkpoints) =>
        Write(durable: true, c => CheckpointWrites.Remove(c, checkpoints));

    /// <inheritdoc/>
    public Task DeleteRun(RunId run) => Write(durable: true, c => Deletions.Run(c, run));

    /// <inheritdoc/>
    public Task DeleteSweep(string sweepId) => Write(durable: true, c => Deletions.Sweep(c, sweepId));

    private Task Write(bool durable, Action<WriteContext> work) => thread.Enqueue(durable, c =>
    {
        work(c);
        return true;
    });
}
