using Microsoft.Data.Sqlite;

namespace SiameseSweep.Core.Store.Writing;

/// <summary>
/// Notices that somebody has deleted, moved or replaced a file of DATADIR that the head has open. What is written to such a file is
/// gone when the
/// head ends, so nothing is written any more, and what was recorded is saved under another name. Used by the writer's thread alone.
/// </summary>
internal sealed class HomeWatch(HomeDirectory home, TimeProvider time)
{
    // What a file was when it was first seen: some are made only after the record is open.
    private readonly Dictionary<string, FileIdentity> _known = [];
    private string? _rescued;

    /// <summary>Problem and remedy; null if every file is still the one that was opened.</summary>
    public string? Problem(SqliteConnection writer)
    {
        string? lost = new[] { home.RecordFile, home.RecordLog, home.LockFile, home.TokenFile, home.MembershipFile }.FirstOrDefault(IsLost);
        if (lost is null)
        {
            return null;
        }

        string what =
            $"{lost} was deleted, moved or replaced while this head had it open, so nothing more is recorded. Workers keep their reports.";
        if (lost != home.RecordFile && lost != home.RecordLog)
        {
            return $"{what} Stop the head and start it again.";
        }

        _rescued ??= Rescue(writer);
        return $"{what} {_rescued}";
    }

    private bool IsLost(string file)
    {
        FileIdentity? now = FileIdentity.Of(file);
        if (_known.TryGetValue(file, out FileIdentity before))
        {
            return now != before;
        }

        if (now is { } first)
        {
            _known.Add(file, first);
        }

        return false;
    }

    // Through the connection, which still reads the files that have lost their names.
    private string Rescue(SqliteConnection writer)
    {
        string copy = home.RescuedRecord(time.GetUtcNow());
        try
        {
            using SqliteCommand command = writer.CreateCommand();
            command.CommandText = "VACUUM INTO $copy";
            command.Parameters.AddWithValue("$copy", copy);
            command.ExecuteNonQuery();
            return $"All that was recorded is saved in {copy}: stop the head, move that to {home.RecordFile}, delete {home.RecordLog}, and "
                + $"start the head again.";
        }
        catch (SqliteException error)
        {
            return $"It could not be saved under another name ({error.Message}): "
                + $"leave this head up and copy {home.Path} elsewhere before you stop it.";
        }
    }
}
