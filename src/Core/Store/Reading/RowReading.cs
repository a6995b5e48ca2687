using System.Text.Json;
using Microsoft.Data.Sqlite;
using SiameseSweep.Core.Runs;
using SiameseSweep.Core.Sweeps;

namespace SiameseSweep.Core.Store.Reading;

/// <summary>Columns to rows.</summary>
internal static class RowReading
{
    public const string SweepColumns =
        "sweep_id, name, method, metric, goal, spec_yaml, state, created_at, finished_at, dataset, fingerprint, run_cap, epochs";

    public const string RunColumns =
        "r.run_id, r.state, r.attempt, r.device, r.silo, r.threads, r.seed, r.epoch, r.step, r.created_at, r.started_at, r.finished_at, "
        + "r.reason, r.steps_per_epoch, r.training_people, r.training_images";

    public static SweepRow Sweep(SqliteDataReader r) => new(
        r.GetString(0), r.GetString(1), r.GetString(2), r.GetString(3), r.GetString(4), r.GetString(5),
        States.ParseSweepState(r.GetString(6)), ColumnText.Time(r.GetString(7)), TimeOrNull(r, 8))
    {
        Dataset = JsonSerializer.Deserialize<DatasetSpec>(r.GetString(9))!,
        DatasetFingerprint = TextOrNull(r, 10),
        RunCap = IntOrNull(r, 11),
        Epochs = IntOrNull(r, 12),
    };

    public static RunRow Run(SqliteDataReader r) =>
        new(
            RunId.Parse(r.GetString(0)),
            States.ParseRunState(r.GetString(1)),
            r.GetInt32(2),
            TextOrNull(r, 3),
            TextOrNull(r, 4),
            IntOrNull(r, 5),
            r.GetInt64(6),
            r.GetInt32(7),
            r.GetInt32(8),
            ColumnText.Time(r.GetString(9)),
            TimeOrNull(r, 10),
            TimeOrNull(r, 11),
            TextOrNull(r, 12))
        {
            StepsPerEpoch = IntOrNull(r, 13),
            TrainingPeople = IntOrNull(r, 14),
            TrainingImages = IntOrNull(r, 15),
        };

    public static EvaluationRow Evaluation(SqliteDataReader r) =>
        new(RunId.Parse(r.GetString(0)), r.GetInt32(1), r.GetString(2), Real(r, 3));

    public static BaselineRow Baseline(SqliteDataReader r) => new(
        r.GetString(0), r.GetInt32(1), r.GetInt32(2), r.GetInt32(3), r.GetString(4), r.GetString(5), Real(r, 6));

    public static CheckpointRow Checkpoint(SqliteDataReader r) =>
        new(
            RunId.Parse(r.GetString(0)),
            r.GetInt32(1),
            ColumnText.Parse<CheckpointKind>(r.GetString(2)),
            r.GetString(3),
            r.GetInt64(4),
            r.GetString(5));

    public static EventRow Event(SqliteDataReader r) =>
        new(
            r.GetInt64(0),
            ColumnText.Time(r.GetString(1)),
            TextOrNull(r, 2),
            TextOrNull(r, 3) is { } run ? RunId.Parse(run) : null,
            r.GetString(4),
            r.GetString(5));

    /// <summary>NULL is NaN.</summary>
    public static double Real(SqliteDataReader r, int column) => r.IsDBNull(column) ? double.NaN : r.GetDouble(column);

    public static string? TextOrNull(SqliteDataReader r, int column) => r.IsDBNull(column) ? null : r.GetString(column);

    public static int? IntOrNull(SqliteDataReader r, int column) => r.IsDBNull(column) ? null : r.GetInt32(column);

    private static DateTimeOffset? TimeOrNull(SqliteDataReader r, int column) =>
        r.IsDBNull(column) ? null : ColumnText.Time(r.GetString(column));
}
