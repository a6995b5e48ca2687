using System.Globalization;
using Microsoft.Data.Sqlite;

namespace SiameseSweep.Silo.Tests.Programs;

/// <summary>DATADIR/runs.db as a user's own tool sees it.</summary>
public static class RecordFile
{
    /// <summary>The rows, their columns joined by a bar.</summary>
    public static IReadOnlyList<string> Rows(string home, string sql)
    {
        using SqliteConnection connection = new(
            $"Data Source={Path.Combine(home, "runs.db")};Mode=ReadWrite;Pooling=False;Default Timeout=10");
        connection.Open();
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = sql;
        using SqliteDataReader reader = command.ExecuteReader();
        List<string> rows = [];
        while (reader.Read())
        {
            rows.Add(
                string.Join(
                    '|',
                    Enumerable.Range(0, reader.FieldCount)
                        .Select(i => reader.IsDBNull(i) ? "" : Convert.ToString(reader.GetValue(i), CultureInfo.InvariantCulture))));
        }

        return rows;
    }

    /// <summary>Changes something behind the program's back.</summary>
    public static void Change(string home, string sql) => Rows(home, sql);

    /// <summary>Steps recorded of a run so far; 0 while there is no record.</summary>
    public static int Steps(string home, int trial) =>
        File.Exists(Path.Combine(home, "runs.db")) && Count(home, "select count(*) from sqlite_master where name = 'loss_history'") > 0
            ? Count(
                home,
                string.Create(CultureInfo.InvariantCulture, $"select count(*) from loss_history where run_id like '%.{trial}.0.0'"))
            : 0;

    /// <summary>The one value of the one row.</summary>
    public static string Text(string home, string sql) => Assert.Single(Rows(home, sql));

    public static int Count(string home, string sql) => int.Parse(Text(home, sql), CultureInfo.InvariantCulture);
}
