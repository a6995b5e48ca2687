using Microsoft.Data.Sqlite;
using SiameseSweep.Core.Sweeps;

namespace SiameseSweep.Core.Store.Reading;

/// <summary>Sweeps and trials.</summary>
internal static class SweepQueries
{
    private const string TrialsOfSweep =
        $"""
        SELECT t.trial, t.parameters, t.explanation, t.refit_of, t.refit_threshold FROM stored_trials t
        WHERE t.sweep_key = {Keys.OfSweep}
        """;

    public static IReadOnlyList<SweepRow> All(SqlSession sql) =>
        sql.All($"SELECT {RowReading.SweepColumns} FROM stored_sweeps ORDER BY sweep_key DESC", RowReading.Sweep);

    public static SweepRow? One(SqlSession sql, string sweepId) =>
        sql.First($"SELECT {RowReading.SweepColumns} FROM stored_sweeps WHERE sweep_id = $1", RowReading.Sweep, sweepId);

    public static IReadOnlyList<TrialRow> Trials(SqlSession sql, string sweepId) =>
        sql.All($"{TrialsOfSweep} ORDER BY t.trial", r => Row(sweepId, r), sweepId);

    public static int CountTrials(SqlSession sql, string sweepId) =>
        (int)(long)sql.Scalar($"SELECT count(*) FROM stored_trials WHERE sweep_key = {Keys.OfSweep}", sweepId)!;

    public static TrialRow? Trial(SqlSession sql, string sweepId, int trial) =>
        sql.First($"{TrialsOfSweep} AND t.trial = $2", r => Row(sweepId, r), sweepId, trial);

    private static TrialRow Row(string sweepId, SqliteDataReader r) =>
        new(sweepId, r.GetInt32(0), r.GetString(1))
        {
            Explanation = r.GetString(2),
            Refit = r.IsDBNull(3) ? null : new RefitTerms(r.GetInt32(3), r.GetDouble(4)),
        };
}
