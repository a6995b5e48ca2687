using System.Globalization;
using System.Text.Json;
using Microsoft.Data.Sqlite;
using SiameseSweep.Core;

namespace SiameseSweep.Grains.Membership;

/// <summary>
/// The cluster's membership in a SQLite file, for all processes of one machine. It outlives the head: with a table inside the
/// head, its restart aborts every worker. Every change compares and swaps the version row, as Orleans' protocol demands
/// (https://learn.microsoft.com/dotnet/orleans/implementation/cluster-management).
/// </summary>
/// <param name="file">The database.</param>
/// <param name="clusterId">Rows of other clusters are not seen.</param>
public sealed class SqliteMembershipTable(string file, string clusterId) : IMembershipTable
{
    private readonly string _connection = new SqliteConnectionStringBuilder
    {
        DataSource = file, Mode = SqliteOpenMode.ReadWriteCreate, Cache = SqliteCacheMode.Private, Pooling = true, DefaultTimeout = 5,
    }.ToString();

    /// <inheritdoc/>
    public Task InitializeMembershipTable(bool tryInitTableVersion) =>
        RunBlocking(() =>
        {
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            try
            {
                using SqliteConnection connection = Open();
                Create(connection);
                if (tryInitTableVersion)
                {
                    Execute(connection, null, "INSERT OR IGNORE INTO versions VALUES ($1, 0)", clusterId);
                }
            }
            catch (SqliteException error) when (error.SqliteErrorCode is 11 or 26)
            {
                throw new UserErrorException(
                    $"{file} is damaged ({error.Message.TrimEnd('.')}). It holds nothing but which processes are up: "
                        + $"stop head and workers of this --home, delete it, and start them again.",
                    inner: error);
            }
        });

    /// <inheritdoc/>
    public Task DeleteMembershipTableEntries(string clusterId) =>
        RunBlocking(() =>
        {
            using SqliteConnection connection = Open();
            using SqliteTransaction transaction = connection.BeginTransaction();
            Execute(connection, transaction, "DELETE FROM silos WHERE cluster = $1", clusterId);
            Execute(connection, transaction, "DELETE FROM versions WHERE cluster = $1", clusterId);
            transaction.Commit();
        });

    /// <inheritdoc/>
    public Task CleanupDefunctSiloEntries(DateTimeOffset beforeDate) =>
        RunBlocking(() =>
        {
            using SqliteConnection connection = Open();
            Execute(
                connection,
                null,
                "DELETE FROM silos WHERE cluster = $1 AND status = $2 AND max(alive_at, started_at) < $3",
                clusterId,
                (int)SiloStatus.Dead,
                Text(beforeDate.UtcDateTime));
        });

    /// <inheritdoc/>
    public Task<MembershipTableData> ReadRow(SiloAddress key) => RunBlocking(() => Read(key));

    /// <inheritdoc/>
    public Task<MembershipTableData> ReadAll() => RunBlocking(() => Read(null));

    /// <inheritdoc/>
    public Task<bool> InsertRow(MembershipEntry entry, TableVersion tableVersion) =>
        RunBlocking(() =>
            Swap(
                tableVersion,
                (connection, transaction) =>
                    Execute(
                        connection,
                        transaction,
                        "INSERT OR IGNORE INTO silos (cluster, address, etag, status, name, host, role, proxy_port, started_at, alive_at, "
                            + "suspects) VALUES ($1, $2, 1, $3, $4, $5, $6, $7, $8, $9, $10)",
                        clusterId,
                        entry.SiloAddress.ToParsableString(),
                        (int)entry.Status,
                        entry.SiloName ?? "",
                        entry.HostName ?? "",
                        entry.RoleName,
                        entry.ProxyPort,
                        Text(entry.StartTime),
                        Text(entry.IAmAliveTime),
                        Suspects(entry)
                    ) == 1));

    /// <inheritdoc/>
    public Task<bool> UpdateRow(MembershipEntry entry, string etag, TableVersion tableVersion) =>
        RunBlocking(() =>
            Swap(
                tableVersion,
                (connection, transaction) =>
                    Execute(
                        connection,
                        transaction,
                        """
                        UPDATE silos SET etag = etag + 1, status = $4, name = $5, host = $6, role = $7,
                            proxy_port = $8, started_at = $9, alive_at = $10, suspects = $11
                        WHERE cluster = $1 AND address = $2 AND etag = $3
                        """,
                        clusterId,
                        entry.SiloAddress.ToParsableString(),
                        Number(etag),
                        (int)entry.Status,
                        entry.SiloName ?? "",
                        entry.HostName ?? "",
                        entry.RoleName,
                        entry.ProxyPort,
                        Text(entry.StartTime),
                        Text(entry.IAmAliveTime),
                        Suspects(entry)
                    ) == 1));

    /// <inheritdoc/>
    public Task UpdateIAmAlive(MembershipEntry entry) =>
        RunBlocking(() =>
        {
            using SqliteConnection connection = Open();
            Execute(
                connection,
                null,
                "UPDATE silos SET alive_at = $3 WHERE cluster = $1 AND address = $2",
                clusterId,
                entry.SiloAddress.ToParsableString(),
                Text(entry.IAmAliveTime));
        });

    private static void Create(SqliteConnection connection)
    {
        Execute(connection, null, "PRAGMA journal_mode = WAL");
        Execute(connection, null, """
            CREATE TABLE IF NOT EXISTS versions (cluster TEXT PRIMARY KEY, version INTEGER NOT NULL) WITHOUT ROWID;
            CREATE TABLE IF NOT EXISTS silos (
                cluster TEXT NOT NULL, address TEXT NOT NULL, etag INTEGER NOT NULL, status INTEGER NOT NULL, name TEXT NOT NULL,
                host TEXT NOT NULL, role TEXT, proxy_port INTEGER NOT NULL, started_at TEXT NOT NULL, alive_at TEXT NOT NULL,
                suspects TEXT NOT NULL, PRIMARY KEY (cluster, address)) WITHOUT ROWID;
            """);
    }

    // Provider calls block on the disk and, under contention, on the lock: never on the caller's thread.
    private static Task RunBlocking(Action work) => Task.Run(work);

    private static Task<T> RunBlocking<T>(Func<T> work) => Task.Run(work);

    private SqliteConnection Open()
    {
        SqliteConnection connection = new(_connection);
        connection.Open();
        return connection;
    }

    private bool Swap(TableVersion next, Func<SqliteConnection, SqliteTransaction, bool> change)
    {
        using SqliteConnection connection = Open();
        // immediate: a deferred one could not be upgraded under contention
        using SqliteTransaction transaction = connection.BeginTransaction();
        bool swapped =
            Execute(
                connection,
                transaction,
                "UPDATE versions SET version = $2 WHERE cluster = $1 AND version = $3",
                clusterId,
                next.Version,
                Number(next.VersionEtag)
            ) == 1;
        if (!swapped || !change(connection, transaction))
        {
            return false; // disposing rolls back
        }

        transaction.Commit();
        return true;
    }

    private MembershipTableData Read(SiloAddress? only)
    {
        using SqliteConnection connection = Open();
        using SqliteTransaction transaction = connection.BeginTransaction(deferred: true); // one snapshot of version and rows
        List<Tuple<MembershipEntry, string>> rows = [];
        using SqliteCommand select = Command(
            connection,
            transaction,
            "SELECT address, etag, status, name, host, role, proxy_port, started_at, alive_at, suspects FROM silos WHERE cluster = $1 AND "
                + "($2 IS NULL OR address = $2)",
            clusterId,
            only?.ToParsableString());
        using (SqliteDataReader row = select.ExecuteReader())
        {
            while (row.Read())
            {
                MembershipEntry entry = new()
                {
                    SiloAddress = SiloAddress.FromParsableString(row.GetString(0)),
                    Status = (SiloStatus)row.GetInt32(2),
                    SiloName = row.GetString(3),
                    HostName = row.GetString(4),
                    RoleName = row.IsDBNull(5) ? null : row.GetString(5),
                    ProxyPort = row.GetInt32(6),
                    StartTime = Time(row.GetString(7)),
                    IAmAliveTime = Time(row.GetString(8)),
                    SuspectTimes =
                    [
                        .. JsonSerializer.Deserialize<string[][]>(row.GetString(9))!
                            .Select(s => Tuple.Create(SiloAddress.FromParsableString(s[0]), Time(s[1]))),
                    ],
                };
                rows.Add(Tuple.Create(entry, row.GetInt64(1).ToString(CultureInfo.InvariantCulture)));
            }
        }

        using SqliteCommand version = Command(connection, transaction, "SELECT version FROM versions WHERE cluster = $1", clusterId);
        int number = Convert.ToInt32(version.ExecuteScalar() ?? 0, CultureInfo.InvariantCulture);
        return new MembershipTableData(rows, new TableVersion(number, number.ToString(CultureInfo.InvariantCulture)));
    }

    private static string Suspects(MembershipEntry entry) => JsonSerializer.Serialize(
        (entry.SuspectTimes ?? []).Select(s => new[] { s.Item1.ToParsableString(), Text(s.Item2) }).ToArray());

    private static int Execute(SqliteConnection connection, SqliteTransaction? transaction, string sql, params object?[] values)
    {
        using SqliteCommand command = Command(connection, transaction, sql, values);
        return command.ExecuteNonQuery();
    }

    private static SqliteCommand Command(SqliteConnection connection, SqliteTransaction? transaction, string sql, params object?[] values)
    {
        SqliteCommand command = connection.CreateCommand();
        command.Transaction = transaction;
        command.CommandText = sql;
        for (int i = 0; i < values.Length; i++)
        {
            command.Parameters.AddWithValue(string.Create(CultureInfo.InvariantCulture, $"${i + 1}"), values[i] ?? DBNull.Value);
        }

        return command;
    }

    private static long Number(string etag) =>
        long.TryParse(etag, NumberStyles.Integer, CultureInfo.InvariantCulture, out long number) ? number : -1;

    private static string Text(DateTime time) => time.ToUniversalTime().ToString("O", CultureInfo.InvariantCulture);

    private static DateTime Time(string text) => DateTime.Parse(text, CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind);
}
