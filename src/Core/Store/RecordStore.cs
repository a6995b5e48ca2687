using SiameseSweep.Core.Store.Writing;

namespace SiameseSweep.Core.Store;

/// <summary>
/// The record of a home directory, <c>runs.db</c>, as the head opens it: owns its writer, its reader and its change feed. One process
/// writes at a time, which the head's lock ensures; any number of processes read, this one's pages and users' own tools alike.
/// </summary>
public sealed class RecordStore : IAsyncDisposable
{
    private readonly RecordWriterThread _thread;
    private readonly RecordReader _reader;

    private RecordStore(HomeDirectory home, TimeProvider time)
    {
        ChangeFeed feed = new(error => SubscriberFailed?.Invoke(error));
        _thread = new RecordWriterThread(home, time, feed.Publish);
        _reader = RecordReader.Open(home);
        Writer = new RecordWriter(_thread);
        Changes = feed;
    }

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
        await _thread.Close().ConfigureAwait(false);
        _reader.Dispose();
    }
}
