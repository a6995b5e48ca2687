using SiameseSweep.Core.Runs;

namespace SiameseSweep.Core.Store.Writing;

/// <summary>What one call works with inside the writer's transaction, and what it wants done once that is committed.</summary>
internal sealed class WriteContext(Statements sql, HomeDirectory home, DateTimeOffset now)
{
    public Statements Sql => sql;

    public HomeDirectory Home => home;

    /// <summary>The time of the call, as columns have it.</summary>
    public string Now { get; } = Columns.Time(now);

    /// <summary>For the change feed.</summary>
    public List<RecordChange> Changes { get; } = [];

    /// <summary>Weights files (paths as in the record) to remove unless a row names them by then.</summary>
    public List<string> SupersededFiles { get; } = [];

    /// <summary>Directories (absolute) to remove.</summary>
    public List<string> SupersededDirectories { get; } = [];

    public void Touched(string? sweepId, RunId? run, ChangeKinds kinds) => Changes.Add(new RecordChange(sweepId, run, kinds));

    public void Event(string kind, string? sweepId, RunId? run, string detail)
    {
        sql.Execute("INSERT INTO events (at, sweep_id, run_id, kind, detail) VALUES ($1, $2, $3, $4, $5)", Now, sweepId, run?.ToString(), kind, detail);
        Touched(sweepId, run, ChangeKinds.Events);
    }

    /// <summary>The sweep's integer key.</summary>
    /// <exception cref="UserErrorException">There is no such sweep.</exception>
    public long SweepKey(string sweepId) =>
        sql.Scalar("SELECT sweep_key FROM stored_sweeps WHERE sweep_id = $1", sweepId) as long?
        ?? throw new UserErrorException($"There is no sweep {sweepId}; 'sweeps' lists them.");

    /// <summary>The run's integer key, or null when it is gone.</summary>
    public long? RunKey(RunId run) => sql.Scalar("SELECT run_key FROM stored_runs WHERE run_id = $1", run.ToString()) as long?;
}
