using SiameseSweep.Core.Runs;

namespace SiameseSweep.Core.Store.Reading;

/// <summary>Runs, their files and events.</summary>
internal static class RunQueries
{
    private const string Where = $"WHERE ($1 IS NULL OR r.sweep_key = {Keys.OfSweep}) AND ($2 IS NULL OR r.state = $2)";
    private const string WhereSweep = $"WHERE r.sweep_key = {Keys.OfSweep} AND ($2 IS NULL OR r.state = $2)";

    public static IReadOnlyList<RunRow> Runs(SqlSession sql, RunQuery query) =>
        sql.All(
            $"SELECT {RowReading.RunColumns} FROM stored_runs r {Filter(query)} ORDER BY r.sweep_key, r.trial, r.replicate, r.fold "
                + "LIMIT $3 OFFSET $4",
            RowReading.Run,
            query.SweepId,
            query.State?.Name(),
            query.Take,
            query.Skip);

    public static int Count(SqlSession sql, RunQuery query) =>
        (int)(long)sql.Scalar($"SELECT count(*) FROM stored_runs r {Filter(query)}", query.SweepId, query.State?.Name())!;

    public static TimeSpan TimeOfEnded(SqlSession sql, string sweepId) => TimeSpan.FromDays(sql.Scalar(
        $"""
        SELECT sum(julianday(finished_at) - julianday(started_at)) FROM stored_runs
        WHERE sweep_key = {Keys.OfSweep} AND finished_at > started_at
        """,
        sweepId) as double? ?? 0);

    public static RunRow? One(SqlSession sql, string runId) =>
        sql.First($"SELECT {RowReading.RunColumns} FROM stored_runs r WHERE r.run_id = $1", RowReading.Run, runId);

    /// <summary>
    /// Returns what the bits of each run of a sweep rest on besides seed, parameters and data; null where no build told it.
    /// </summary>
    public static Dictionary<RunId, string?> Bases(SqlSession sql, string sweepId) =>
        sql.All(
                $"SELECT run_id, basis FROM stored_runs WHERE sweep_key = {Keys.OfSweep}",
                r => (Run: RunId.Parse(r.GetString(0)), Basis: r.IsDBNull(1) ? null : r.GetString(1)),
                sweepId)
            .ToDictionary(r => r.Run, r => r.Basis);

    public static IReadOnlyList<CheckpointRow> Checkpoints(SqlSession sql, string sweepId) => sql.All(
        $"""
        SELECT r.run_id, c.epoch, c.kind, c.path, c.bytes, c.sha256 FROM stored_checkpoints c JOIN stored_runs r ON r.run_key = c.run_key
        WHERE r.sweep_key = {Keys.OfSweep} ORDER BY r.trial, r.replicate, r.fold, c.kind
        """,
        RowReading.Checkpoint, sweepId);

    public static IReadOnlyList<CheckpointRow> Checkpoints(SqlSession sql, RunId run) =>
        sql.All(
            "SELECT run_id, epoch, kind, path, bytes, sha256 FROM checkpoints WHERE run_id = $1 ORDER BY kind",
            RowReading.Checkpoint,
            run.ToString());

    public static IReadOnlyList<EventRow> Events(SqlSession sql, string? sweepId, RunId? run, long afterId, int take)
    {
        // Each its own text, so that each has its own plan and index.
        string where = (sweepId, run) switch
        {
            (_, not null) => "run_id = $2 AND ($1 IS NULL OR sweep_id = $1)",
            (not null, null) => "sweep_id = $1 AND $2 IS NULL",
            _ => "$1 IS NULL AND $2 IS NULL",
        };
        return sql.All(
            $"SELECT id, at, sweep_id, run_id, kind, detail FROM events WHERE {where} AND id > $3 ORDER BY id LIMIT $4",
            RowReading.Event, sweepId, run?.ToString(), afterId, take);
    }

    public static IReadOnlyList<EventRow> NewestEvents(SqlSession sql, string? sweepId, IReadOnlyCollection<string>? kinds, int take)
    {
        string list = kinds is null
            ? ""
            : string.Join(", ", kinds.Order(StringComparer.Ordinal).Select(k => $"'{k.Replace("'", "''", StringComparison.Ordinal)}'"));
        string where = $"{(sweepId is null ? "$1 IS NULL" : "sweep_id = $1")}{(kinds is null ? "" : $" AND kind IN ({list})")}";
        return sql.All(
            $"SELECT id, at, sweep_id, run_id, kind, detail FROM events WHERE {where} ORDER BY id DESC LIMIT $2",
            RowReading.Event,
            sweepId,
            take);
    }

    private static string Filter(RunQuery query) => query.SweepId is null ? Where : WhereSweep;
}
