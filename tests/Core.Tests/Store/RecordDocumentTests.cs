using System.Text.RegularExpressions;
using Microsoft.Data.Sqlite;
using SiameseSweep.Core.Events;
using SiameseSweep.TestKit;

namespace SiameseSweep.Core.Tests.Store;

/// <summary>Holds docs/record.md against the schema and the types of events.</summary>
public sealed partial class RecordDocumentTests
{
    [Fact]
    public async Task The_document_lists_every_table_with_its_columns()
    {
        await using RecordHome home = new();
        Dictionary<string, string> tables = [];
        using (SqliteConnection connection = new($"Data Source={home.Home.RecordFile};Mode=ReadOnly;Pooling=False"))
        {
            connection.Open();
            foreach (string table in Column(connection, "SELECT name FROM sqlite_schema WHERE type = 'view' OR name = 'events'"))
            {
                tables[table] = string.Join(", ", Column(connection, $"SELECT name FROM pragma_table_info('{table}') ORDER BY cid"));
            }
        }

        Assert.Equal(tables.OrderBy(t => t.Key), Section("Tables").OrderBy(t => t.Key));
    }

    [Fact]
    public void The_document_lists_every_kind_of_event_with_its_fields() =>
        Assert.Equal(
            EventKinds.All.Select(kind => KeyValuePair.Create(kind, string.Join(", ", EventJson.FieldsOf(kind)))),
            Section("Events"));

    private static List<string> Column(SqliteConnection connection, string sql)
    {
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = sql;
        using SqliteDataReader reader = command.ExecuteReader();
        List<string> values = [];
        while (reader.Read())
        {
            values.Add(reader.GetString(0));
        }

        return values;
    }

    /// <summary>Name and columns, or kind and fields, of each row of a section's table.</summary>
    private static List<KeyValuePair<string, string>> Section(string title)
    {
        string text = File.ReadAllText(Path.Combine(Repository.Root, "docs", "record.md")).Split($"\n## {title}\n")[1].Split("\n## ")[0];
        return
        [
            .. Row()
                .Matches(text)
                .Select(m => KeyValuePair.Create(m.Groups[1].Value, m.Groups[2].Value.Replace("`", "", StringComparison.Ordinal))),
        ];
    }

    [GeneratedRegex(@"^\| `(\w+)` \| ([^|]*) \|", RegexOptions.Multiline)]
    private static partial Regex Row();
}
