using SiameseSweep.Core.Store.Writing;

namespace SiameseSweep.Core.Store;

/// <summary>
/// The record of a home directory, <c>runs.db</c>, as the head opens it: owns its writer, its reader and its change feed. One process
/// writes at a time, which the head's lock ensures; any number of processes read, this one's pages and users' own tools alike.
/// </summary>
public sealed class RecordStore : IRecordHealth, IAsyncDisposable
{
    // Reports come more often than that, and each looks too.
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(3);

    private readonly RecordWriterThread _thread;
    private readonly RecordReader _reader;
    private readonly ITimer _looks;
    private volatile string? _damage;

    private RecordStore(HomeDirectory home, TimeProvider time)
    {
        RecordCheck.RequireWhole(home);
        bool wasLeftOpen = RecordCheck.WasLeftOpen(home);
        ChangeFeed feed = new(error => SubscriberFailed?.Invoke(error));
        _thread = new RecordWriterThread(home, time, feed.Publish);
        _reader = RecordReader.Open(home);
        Writer = new RecordWriter(_thread);
        Changes = feed;
        _looks = time.CreateTimer(_ => LookAtFiles(), null, LookEvery, LookEvery);
        if (wasLeftOpen)
        {
            new Thread(() => _damage = RecordCheck.Damage(home.RecordFile))
            {
                Name = "record check",
                IsBackground = true,
                Priority = ThreadPriority.Lowest,
            }.Start();
        }
    }

    /// <inheritdoc/>
    public string? Problem => _thread.Problem ?? (_damage is { } damage
        ? RecordErrors.Damaged(_thread.File, damage)
        : null);

    /// <summary>Raised on the writer's thread when a change-feed callback threw and was dropped: for the host's log.</summary>
    public event Action<Exception>? SubscriberFailed;

    /// <summary>Writes the record.</summary>
    public IRecordWriter Writer { get; }

    /// <summary>Reads the record, on connections of its own.</summary>
    public IRecordReader Reader => _reader;

    /// <summary>Tells of commits.</summary>
    public IChangeFeed Changes { get; }

    /// <summary>Opens the record, creating or migrating it.</summary>
    /// <param name="home">Where it lies.</param>
    /// <param name="time">The clock of its time columns.</param>
    /// <exception cref="UserErrorException">
    /// The directory is read-only, the disk full, the file damaged, another program's, or from a newer version.
    /// </exception>
    public static RecordStore Open(HomeDirectory home, TimeProvider time) => new(home, time);

    /// <summary>Commits what was called for and closes the file. Later calls fail.</summary>
    public async ValueTask DisposeAsync()
    {
        await _looks.DisposeAsync().ConfigureAwait(false);
        await _thread.Close().ConfigureAwait(false);
        _reader.Dispose();
    }

    private async void LookAtFiles()
    {
        try
        {
            await _thread.Enqueue(durable: false, _ => true).ConfigureAwait(false);
        }
        catch (Exception error) when (error is UserErrorException or ObjectDisposedException)
        {
            // The writer keeps what it has found out.
        }
    }
}
