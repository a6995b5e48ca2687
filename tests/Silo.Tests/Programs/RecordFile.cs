using System.Globalization;
using Microsoft.Data.Sqlite;

namespace SiameseSweep.Silo.Tests.Programs;

/// <summary>DATADIR/runs.db as a user's own tool sees it.</summary>
public static class RecordFile
{
    /// <summary>The rows, their columns joined by a bar.</summary>
    public static IReadOnlyList<string> Rows(string home, string sql)
    {
        using SqliteConnection connection = new($"Data Source={Path.Combine(home, "runs.db")};Mode=ReadWrite;Pooling=False;Default Timeout=10");
        connection.Open();
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = sql;
        using SqliteDataReader reader = command.ExecuteReader();
        List<string> rows = [];
        while (reader.Read())
        {
            rows.Add(string.Join('|', Enumerable.Range(0, reader.FieldCount).Select(i => reader.IsDBNull(i) ? "" : Convert.ToString(reader.GetValue(i), CultureInfo.InvariantCulture))));
        }

        return rows;
    }

    /// <summary>The one value of the one row.</summary>
    public static string Text(string home, string sql) => Assert.Single(Rows(home, sql));

    public static int Count(string home, string sql) => int.Parse(Text(home, sql), CultureInfo.InvariantCulture);
}
