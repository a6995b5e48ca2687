using SiameseSweep.Core.Events;
using SiameseSweep.Core.Runs;

namespace SiameseSweep.Core.Store.Writing;

/// <summary>Context of one call inside the writer's transaction, with its actions for after the commit.</summary>
internal sealed class WriteContext(SqlSession sql, HomeDirectory home, DateTimeOffset now)
{
    public SqlSession Sql => sql;

    public HomeDirectory Home => home;

    /// <summary>The time of the call, as columns have it.</summary>
    public string Now { get; } = ColumnText.Time(now);

    /// <summary>For the change feed.</summary>
    public List<RecordChange> Changes { get; } = [];

    /// <summary>Weights files (paths as in the record) to remove unless a row names them by then.</summary>
    public List<string> SupersededFiles { get; } = [];

    /// <summary>Directories (absolute) to remove.</summary>
    public List<string> SupersededDirectories { get; } = [];

    public void Touched(string? sweepId, RunId? run, ChangeKinds kinds) => Changes.Add(new RecordChange(sweepId, run, kinds));

    /// <summary>Adds an event of a run.</summary>
    public void Event(RecordedEvent happened, RunId run) => Event(happened, run.SweepId, run);

    /// <summary>Adds an event of a sweep, of a run, or of neither.</summary>
    public void Event(RecordedEvent happened, string? sweepId = null, RunId? run = null) =>
        Event(EventJson.KindOf(happened), EventJson.Write(happened), sweepId, run);

    /// <summary>Adds an event of a run, unless it is on record: repeated steps and repeated batches make the same events again.</summary>
    public void EventOnce(RecordedEvent happened, RunId run) => EventOnce(EventJson.KindOf(happened), EventJson.Write(happened), run);

    /// <inheritdoc cref="EventOnce(RecordedEvent, RunId)"/>
    public void EventOnce(string kind, string detail, RunId run)
    {
        if (sql.Scalar("SELECT 1 FROM events WHERE run_id = $1 AND kind = $2 AND detail = $3", run.ToString(), kind, detail) is null)
        {
            Event(kind, detail, run.SweepId, run);
        }
    }

    private void Event(string kind, string detail, string? sweepId, RunId? run)
    {
        sql.Execute(
            "INSERT INTO events (at, sweep_id, run_id, kind, detail) VALUES ($1, $2, $3, $4, $5)",
            Now,
            sweepId,
            run?.ToString(),
            kind,
            detail);
        Touched(sweepId, run, ChangeKinds.Events);
    }

    /// <summary>The sweep's integer key.</summary>
    /// <exception cref="UserErrorException">There is no such sweep.</exception>
    public long SweepKey(string sweepId) =>
        Keys.Sweep(sql, sweepId) ?? throw new UserErrorException($"There is no sweep {sweepId}; 'sweeps' lists them.");

    /// <summary>The run's integer key, or null when it is gone.</summary>
    public long? RunKey(RunId run) => Keys.Run(sql, run);
}
