using Microsoft.Data.Sqlite;

namespace SiameseSweep.Core.Store;

/// <summary>Looks, before and after a record is opened, for what SQLite itself does not mind.</summary>
internal static class RecordCheck
{
    private const int WriteVersionAt = 18;
    private const byte WithoutLog = 1;

    /// <summary>Whether the process that had the record before did not close it: then its log is still there.</summary>
    public static bool WasLeftOpen(HomeDirectory home) => new FileInfo(home.RecordLog) is { Exists: true, Length: > 0 };

    /// <summary>Refuses a directory whose record is missing while what belongs to it is there, and a log beside another's record.</summary>
    /// <exception cref="UserErrorException">A record made or opened here would bury what is left of another.</exception>
    public static void RequireWhole(HomeDirectory home)
    {
        string log = home.RecordLog;
        if (!File.Exists(home.RecordFile))
        {
            string? left = WasLeftOpen(home) ? log : new[] { home.Checkpoints, home.Resume }.FirstOrDefault(IsFilled);
            if (left is not null)
            {
                string remedy = home.NewestRescuedRecord() is { } rescued
                    ? $"Move {rescued} there and delete {log} if it exists"
                    : "Put it back, or a backup of it";
                throw new UserErrorException(
                    $"The record {home.RecordFile} is gone, but {left} is still there. {remedy}; or choose another --home. "
                        + $"If nothing of it is wanted, move {left} away."
                );
            }
        }
        else if (WasLeftOpen(home) && IsWithoutLog(home.RecordFile))
        {
            // SQLite would write the other record's pages into this one.
            throw new UserErrorException(
                $"{log} does not belong to {home.RecordFile}, which is a copy of a record. Delete {log} and {home.RecordFile}-shm.");
        }
    }

    /// <summary>Reads the whole file; returns what is damaged, or null.</summary>
    public static string? Damage(string file)
    {
        try
        {
            using SqliteConnection connection = new(RecordFile.OpenForReading(file));
            connection.Open();
            using SqliteCommand command = connection.CreateCommand();
            command.CommandTimeout = 0;
            command.CommandText = "PRAGMA quick_check(1)";
            return command.ExecuteScalar() is string verdict && verdict != "ok" ? verdict.ReplaceLineEndings(" ") : null;
        }
        catch (SqliteException error)
        {
            return error.SqliteErrorCode is SQLitePCL.raw.SQLITE_CORRUPT or SQLitePCL.raw.SQLITE_NOTADB ? error.Message : null;
        }
        catch (UserErrorException)
        {
            return null; // cannot be read at the moment: whoever reads it next says why
        }
    }

    // The database header (https://sqlite.org/fileformat2.html, 1.3.3): 1 without a write-ahead log, 2 with one.
    private static bool IsWithoutLog(string file)
    {
        using FileStream stream = File.OpenRead(file);
        stream.Position = WriteVersionAt;
        return stream.ReadByte() == WithoutLog;
    }

    private static bool IsFilled(string directory) => Directory.Exists(directory) && Directory.EnumerateFileSystemEntries(directory).Any();
}
