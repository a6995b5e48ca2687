using Microsoft.Data.Sqlite;

namespace SiameseSweep.Core.Store;

/// <summary>Turns SQLite's result codes (https://sqlite.org/rescode.html) into sentences for users.</summary>
internal static class RecordErrors
{
    public static UserErrorException From(SqliteException error, string file) =>
        error.SqliteErrorCode switch
        {
            5 or 6 => new RecordUnavailableException($"The record {file} is locked by another program; close what writes to it.", error),
            8 => new RecordUnavailableException(
                $"The record {file} cannot be written: its directory or file is read-only. Make it writable or choose another --home.",
                error),
            10 => new RecordUnavailableException($"Reading or writing the record {file} failed ({error.Message}); check the disk.", error),
            13 => new RecordUnavailableException($"The disk that holds the record {file} is full; free some space.", error),
            14 => new RecordUnavailableException(
                $"The record {file} cannot be opened; check that its directory exists and that you may read and write it.",
                error),
            11 => new UserErrorException(Damaged(file, error.Message), inner: error),
            26 => NotARecord(file, error),
            _ => new UserErrorException($"The record {file} refused an operation: {error.Message}", UserErrorCause.Environment, error),
        };

    /// <summary>Says what is damaged and what to do.</summary>
    public static string Damaged(string file, string how) =>
        $"The record {file} is damaged ({how}). Restore a backup, or save what can be read with: sqlite3 {file} .recover";

    public static UserErrorException NotARecord(string file, Exception? inner = null) =>
        new($"{file} is not a siamese-sweep record; move it away or choose another --home.", inner: inner);
}
