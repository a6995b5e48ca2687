using SiameseSweep.Core.Events;
using SiameseSweep.Core.Runs;
using SiameseSweep.Core.Store;
using SiameseSweep.Core.Sweeps;

namespace SiameseSweep.Grains.Tests;

/// <summary>The record as a head has it that dies after so many more writes: what comes later is never made and never answered.</summary>
internal sealed class MortalWriter(IRecordWriter record) : IRecordWriter
{
    private readonly TaskCompletionSource _died = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _left = int.MaxValue;

    /// <summary>Completes at the first write that is not made.</summary>
    public Task Died => _died.Task;

    public void DieAfter(int writes) => Interlocked.Exchange(ref _left, writes);

    public Task CreateSweep(string sweepId, SweepDefinition definition) =>
        Alive() ? record.CreateSweep(sweepId, definition) : Never<bool>();

    public Task SetSweepState(string sweepId, SweepState state, string? reason = null) =>
        Alive() ? record.SetSweepState(sweepId, state, reason) : Never<bool>();

    public Task<IReadOnlyList<RunId>> ChangeSweep(SweepChange change) =>
        Alive() ? record.ChangeSweep(change) : Never<IReadOnlyList<RunId>>();

    public Task<bool> AddTrial(NewTrial trial) => Alive() ? record.AddTrial(trial) : Never<bool>();

    public Task<int?> StartAttempt(NewAttempt attempt) => Alive() ? record.StartAttempt(attempt) : Never<int?>();

    public Task<ReportAck> Apply(ReportBatch batch) => Alive() ? record.Apply(batch) : Never<ReportAck>();

    public Task<bool> SetRunState(
        RunId run,
        IReadOnlyCollection<RunState> expected,
        RunState state,
        string? reason,
        QueueCause? cause = null
    ) => Alive() ? record.SetRunState(run, expected, state, reason, cause) : Never<bool>();

    public Task AddEvent(RecordedEvent happened, string? sweepId, RunId? run = null) =>
        Alive() ? record.AddEvent(happened, sweepId, run) : Never<bool>();

    public Task Annotate(RunId run, Annotation annotation) => Alive() ? record.Annotate(run, annotation) : Never<bool>();

    public Task RemoveCheckpoints(IReadOnlyList<CheckpointRow> checkpoints) =>
        Alive() ? record.RemoveCheckpoints(checkpoints) : Never<bool>();

    public Task DeleteRun(RunId run) => Alive() ? record.DeleteRun(run) : Never<bool>();

    public Task DeleteSweep(string sweepId) => Alive() ? record.DeleteSweep(sweepId) : Never<bool>();

    private bool Alive() => Interlocked.Decrement(ref _left) >= 0;

    private Task<T> Never<T>()
    {
        _died.TrySetResult();
        return new TaskCompletionSource<T>().Task;
    }
}
