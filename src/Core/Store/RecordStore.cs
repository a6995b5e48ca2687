using SiameseSweep.Core.Runs;
using SiameseSweep.Core.Store.Writing;
using SiameseSweep.Core.Sweeps;

namespace SiameseSweep.Core.Store;

/// <summary>
/// The record of a home directory, <c>runs.db</c>: the head's way to write it, read it, and hear of changes. One process writes at
/// a time (the head's lock sees to it); any number read, this one's pages and users' own tools alike.
/// </summary>
public sealed partial class RecordStore : IRecordWriter, IRecordReader, IChangeFeed, IRecordHealth, IAsyncDisposable
{
    // Reports come more often than that, and each looks too.
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(3);

    private readonly ChangeFeed _feed;
    private readonly RecordWriterThread _writer;
    private readonly RecordReader _reader;
    private readonly ITimer _looks;
    private volatile string? _damage;

    private RecordStore(HomeDirectory home, TimeProvider time)
    {
        RecordCheck.RequireWhole(home);
        bool wasLeftOpen = RecordCheck.WasLeftOpen(home);
        _feed = new ChangeFeed(error => SubscriberFailed?.Invoke(error));
        _writer = new RecordWriterThread(home, time, _feed.Publish);
        _reader = RecordReader.Open(home);
        _looks = time.CreateTimer(_ => LookAtFiles(), null, LookEvery, LookEvery);
        if (wasLeftOpen)
        {
            new Thread(() => _damage = RecordCheck.Damage(home.RecordFile)) { Name = "record check", IsBackground = true, Priority = ThreadPriority.Lowest }.Start();
        }
    }

    /// <inheritdoc/>
    public string? Problem => _writer.Problem ?? (_damage is { } damage
        ? RecordErrors.Damaged(_writer.File, damage)
        : null);

    /// <summary>A change-feed callback threw and was dropped: for the host's log. Raised on the writer's thread.</summary>
    public event Action<Exception>? SubscriberFailed;

    /// <summary>Opens the record, creating or migrating it.</summary>
    /// <param name="home">Where it lies.</param>
    /// <param name="time">The clock of its time columns.</param>
    /// <exception cref="UserErrorException">
    /// The directory is read-only, the disk full, the file damaged, another program's, or from a newer version.
    /// </exception>
    public static RecordStore Open(HomeDirectory home, TimeProvider time) => new(home, time);

    /// <inheritdoc/>
    public IDisposable Subscribe(Action<IReadOnlyList<RecordChange>> callback) => _feed.Subscribe(callback);

    /// <inheritdoc/>
    public Task CreateSweep(string sweepId, SweepDefinition definition) =>
        Write(durable: true, c => SweepWrites.Create(c, sweepId, definition));

    /// <inheritdoc/>
    public Task SetSweepState(string sweepId, SweepState state, string? reason = null) =>
        Write(durable: true, c => SweepWrites.SetState(c, sweepId, state, reason));

    /// <inheritdoc/>
    public Task<IReadOnlyList<RunId>> ChangeSweep(SweepChange change) => _writer.Enqueue(durable: true, c => SweepWrites.Change(c, change));

    /// <inheritdoc/>
    public Task<bool> AddTrial(NewTrial trial) => _writer.Enqueue(durable: false, c => SweepWrites.AddTrial(c, trial));

    /// <inheritdoc/>
    public Task<int?> StartAttempt(NewAttempt attempt) => _writer.Enqueue(durable: false, c => RunWrites.StartAttempt(c, attempt));

    /// <inheritdoc/>
    public Task<ReportAck> Apply(ReportBatch batch) =>
        _writer.Enqueue(durable: Array.Exists(batch.Reports, report => report is EndedReport), c => ReportWrites.Apply(c, batch));

    /// <inheritdoc/>
    public Task<bool> SetRunState(RunId run, IReadOnlyCollection<RunState> expected, RunState state, string? reason) =>
        _writer.Enqueue(durable: state.IsFinal(), c => RunWrites.SetState(c, run, expected, state, reason));

    /// <inheritdoc/>
    public Task AddEvent(string kind, string? sweepId, RunId? run, string detail) =>
        Write(durable: false, c => c.Event(kind, sweepId, run, detail));

    /// <inheritdoc/>
    public Task Annotate(RunId run, Annotation annotation) => Write(durable: false, c => AnnotationWrites.Save(c, run, annotation));

    /// <inheritdoc/>
    public Task RemoveCheckpoints(IReadOnlyList<CheckpointRow> checkpoints) =>
        Write(durable: true, c => CheckpointWrites.Remove(c, checkpoints));

    /// <inheritdoc/>
    public Task DeleteRun(RunId run) => Write(durable: true, c => Deletions.Run(c, run));

    /// <inheritdoc/>
    public Task DeleteSweep(string sweepId) => Write(durable: true, c => Deletions.Sweep(c, sweepId));

    /// <summary>Commits what was called for and closes the file. Later calls fail.</summary>
    public async ValueTask DisposeAsync()
    {
        await _looks.DisposeAsync().ConfigureAwait(false);
        await _writer.Close().ConfigureAwait(false);
        _reader.Dispose();
    }

    private async void LookAtFiles()
    {
        try
        {
            await _writer.Enqueue(durable: false, _ => true).ConfigureAwait(false);
        }
        catch (Exception error) when (error is UserErrorException or ObjectDisposedException)
        {
            // The writer keeps what it has found out.
        }
    }

    private Task Write(bool durable, Action<WriteContext> work) => _writer.Enqueue(durable, c =>
    {
        work(c);
        return true;
    });
}
