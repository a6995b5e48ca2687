using System.Threading.Channels;
using Microsoft.Data.Sqlite;
using SQLitePCL;
using SiameseSweep.Core.Events;

namespace SiameseSweep.Core.Store.Writing;

/// <summary>
/// The one thread that writes. It takes calls in order from a bounded queue (who floods it waits) and commits as many at once as
/// are waiting: a commit costs far more than a row. A call that fails undoes itself alone.
/// </summary>
internal sealed class RecordWriterThread
{
    private const int QueueLength = 1024;
    private const int MostJobsACommit = 256;

    private readonly Channel<WriteJob> _queue = Channel.CreateBounded<WriteJob>(
        new BoundedChannelOptions(QueueLength) { SingleReader = true });
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly SqlSession _sql;
    private readonly HomeDirectory _home;
    private readonly TimeProvider _time;
    private readonly Action<IReadOnlyList<RecordChange>> _committed;
    private readonly HomeWatch _watch;
    private volatile string? _problem;
    private bool _full;

    public RecordWriterThread(HomeDirectory home, TimeProvider time, Action<IReadOnlyList<RecordChange>> committed)
    {
        _home = home;
        _time = time;
        _committed = committed;
        _watch = new HomeWatch(home, time);
        _sql = new SqlSession(RecordFile.OpenForWriting(home));
        _problem = _watch.Problem(_sql.Connection);
        new Thread(Loop) { Name = "record writer", IsBackground = true }.Start();
    }

    /// <summary>The record.</summary>
    public string File => _home.RecordFile;

    /// <summary>Why nothing is written any more; null while calls are.</summary>
    public string? Problem => _problem;

    /// <summary>Queues a call; the task ends after its commit.</summary>
    public async Task<T> Enqueue<T>(bool durable, Func<WriteContext, T> work)
    {
        WriteJob<T> job = new(durable, work);
        try
        {
            await _queue.Writer.WriteAsync(job).ConfigureAwait(false);
        }
        catch (ChannelClosedException)
        {
            throw new ObjectDisposedException(nameof(RecordStore), "The record is closed.");
        }

        return await job.Answer.ConfigureAwait(false);
    }

    /// <summary>Commits what is queued, then closes the file.</summary>
    public Task Close()
    {
        _queue.Writer.TryComplete();
        return _ended.Task;
    }

    private void Loop()
    {
        try
        {
            List<WriteJob> batch = [];
            while (_queue.Reader.WaitToReadAsync().AsTask().GetAwaiter().GetResult())
            {
                Take(batch);
                if (batch.Count == 0)
                {
                    continue;
                }

                Process(batch);
                batch.Clear();
            }

            Tidy();
            _sql.Dispose();
            _ended.SetResult();
        }
        catch (Exception error)
        {
            // Nothing is written any more: who waits is told, and so is whoever disposes the store.
            _queue.Writer.TryComplete(error);
            while (_queue.Reader.TryRead(out WriteJob? job))
            {
                job.Failure = error;
                job.Complete();
            }

            _ended.SetException(error);
        }
    }

    private void Tidy()
    {
        if (_watch.Problem(_sql.Connection) is not null)
        {
            // What has these names by now may be another record's: SQLite must not delete it at the end.
            _ = raw.sqlite3_db_config(_sql.Connection.Handle, raw.SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, out _);
            return;
        }

        try
        {
            _sql.Execute("PRAGMA optimize");
            _sql.Execute("PRAGMA wal_checkpoint(TRUNCATE)"); // runs.db alone is the whole record: people copy it without its log
        }
        catch (SqliteException)
        {
            // A full disk. All that was acknowledged is in the log beside runs.db, which whoever opens the record next reads.
        }
    }

    private void Take(List<WriteJob> batch)
    {
        while (batch.Count < MostJobsACommit && _queue.Reader.TryRead(out WriteJob? job))
        {
            batch.Add(job);
        }
    }

    private void Process(List<WriteJob> batch)
    {
        List<RecordChange> changes = [];
        try
        {
            _problem = _watch.Problem(_sql.Connection);
            if (_problem is not null)
            {
                throw new RecordUnavailableException(_problem);
            }

            if (!TryCommit(batch) && batch.Count > 1)
            {
                // The transaction as a whole was lost (disk full, input or output error): each call gets its own chance and its own error.
                foreach (WriteJob job in batch)
                {
                    job.Failure = null;
                    TryCommit([job]);
                }
            }

            changes = Coalesce(batch);
            RemoveSupersededFiles(batch);
        }
        catch (Exception error)
        {
            foreach (WriteJob job in batch)
            {
                job.Failure ??= error;
            }
        }

        foreach (WriteJob job in batch)
        {
            job.Complete();
        }

        if (changes.Count > 0)
        {
            _committed(changes);
        }
    }

    private void RemoveSupersededFiles(List<WriteJob> batch)
    {
        foreach (WriteContext context in batch.Where(job => job.Failure is null).Select(job => job.Context!))
        {
            foreach ((string path, string error) in SupersededFiles.Remove(_sql, context))
            {
                // The record is right and the disk keeps more than it must: worth a line, not a failure of the call.
                TryCommit([new WriteJob<bool>(durable: false, c =>
                {
                    c.Event(new FileNotRemoved(path, error));
                    return true;
                })]);
            }
        }
    }

    /// <summary>Runs the jobs in one transaction; false when nothing of it is on disk.</summary>
    private bool TryCommit(List<WriteJob> batch)
    {
        try
        {
            Synchronous(full: batch.Exists(job => job.Durable));
            _sql.Execute("BEGIN IMMEDIATE");
            foreach (WriteJob job in batch)
            {
                RunAlone(job);
                if (raw.sqlite3_get_autocommit(_sql.Connection.Handle) != 0)
                {
                    throw new SqliteException(
                        "the transaction was rolled back by SQLite",
                        job.Failure is { InnerException: SqliteException inner } ? inner.SqliteErrorCode : raw.SQLITE_IOERR);
                }
            }

            _sql.Execute("COMMIT");
            return true;
        }
        catch (SqliteException error)
        {
            UserErrorException failure = RecordErrors.From(error, _home.RecordFile);
            foreach (WriteJob job in batch)
            {
                job.Failure ??= failure;
            }

            if (raw.sqlite3_get_autocommit(_sql.Connection.Handle) == 0)
            {
                _sql.Execute("ROLLBACK");
            }

            return false;
        }
    }

    private void RunAlone(WriteJob job)
    {
        job.Context = new WriteContext(_sql, _home, _time.GetUtcNow());
        _sql.Execute("SAVEPOINT job");
        try
        {
            job.Run(job.Context);
            _sql.Execute("RELEASE job");
        }
        catch (Exception error)
        {
            job.Failure = error is SqliteException sqlite ? RecordErrors.From(sqlite, _home.RecordFile) : error;
            if (raw.sqlite3_get_autocommit(_sql.Connection.Handle) == 0)
            {
                _sql.Execute("ROLLBACK TO job");
                _sql.Execute("RELEASE job");
            }
        }
    }

    private void Synchronous(bool full)
    {
        if (full != _full)
        {
            _sql.Execute(full ? "PRAGMA synchronous = FULL" : "PRAGMA synchronous = NORMAL");
            _full = full;
        }
    }

    private static List<RecordChange> Coalesce(List<WriteJob> batch)
    {
        Dictionary<(string?, Runs.RunId?), ChangeKinds> kinds = [];
        foreach (RecordChange change in batch
                .Where(job => job.Failure is null && job.Context is not null)
                .SelectMany(job => job.Context!.Changes))
        {
            kinds[(change.SweepId, change.RunId)] = kinds.GetValueOrDefault((change.SweepId, change.RunId)) | change.Kinds;
        }

        return [.. kinds.Select(pair => new RecordChange(pair.Key.Item1, pair.Key.Item2, pair.Value))];
    }
}
