using System.Globalization;
using System.Reflection;
using Microsoft.Data.Sqlite;

namespace SiameseSweep.Core.Store;

/// <summary>Opens <c>runs.db</c> and brings its schema up to date.</summary>
internal static class RecordFile
{
    /// <summary>Marks the file as ours ("SSWP"), so that another program's database is never migrated.</summary>
    private const int ApplicationId = 0x53535750;

    /// <summary>Numbered migrations in order; number n brings version n − 1 to n.</summary>
    private static readonly string[] Migrations = ReadMigrations();

    /// <summary>The version this build writes.</summary>
    public static int Version => Migrations.Length;

    /// <summary>The one connection that writes; creates and migrates the file.</summary>
    public static SqliteConnection OpenForWriting(HomeDirectory home)
    {
        string file = home.RecordFile;
        try
        {
            home.Make();
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new RecordUnavailableException($"The directory of the record {file} cannot be created: {error.Message}", error);
        }

        SqliteConnection connection = new(ConnectionString(file, SqliteOpenMode.ReadWriteCreate, pooling: false));
        try
        {
            connection.Open();
            Execute(connection, "PRAGMA busy_timeout = 5000");
            Migrate(connection, file);
            // A power cut may take the last commits, never the file; what ends a run is committed under FULL (see RecordWriterThread).
            Execute(
                connection,
                "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA wal_autocheckpoint = 4000; "
                    + "PRAGMA journal_size_limit = 67108864; PRAGMA cache_size = -32768; PRAGMA temp_store = MEMORY"
            );
            return connection;
        }
        catch (SqliteException error)
        {
            connection.Dispose();
            throw RecordErrors.From(error, file);
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>Connection string of readers. Read-only; WAL gives each reader its own snapshot without waiting.</summary>
    /// <exception cref="UserErrorException">There is no record, or none that this build can read.</exception>
    public static string OpenForReading(string file)
    {
        if (!File.Exists(file))
        {
            throw new UserErrorException($"There is no record at {file}: nothing was run with this --home yet.");
        }

        string usual = ConnectionString(file, SqliteOpenMode.ReadOnly, pooling: true);
        try
        {
            CheckVersion(usual, file);
            return usual;
        }
        catch (SqliteException error) when (error.SqliteErrorCode is 8 or 14 && !File.Exists(file + "-wal"))
        {
            // A read-only directory has no room for WAL's index; without a log the file alone is the whole truth.
            string still = ConnectionString(
                $"file:{Uri.EscapeDataString(file).Replace("%2F", "/", StringComparison.Ordinal)}?immutable=1",
                SqliteOpenMode.ReadOnly,
                pooling: true);
            try
            {
                CheckVersion(still, file);
                return still;
            }
            catch (SqliteException again)
            {
                throw RecordErrors.From(again, file);
            }
        }
        catch (SqliteException error)
        {
            throw RecordErrors.From(error, file);
        }
    }

    private static void CheckVersion(string connectionString, string file)
    {
        using SqliteConnection connection = new(connectionString);
        connection.Open();
        int version = Number(connection, "PRAGMA user_version");
        if (version == 0 || Number(connection, "PRAGMA application_id") != ApplicationId)
        {
            throw RecordErrors.NotARecord(file);
        }

        RefuseNewer(version, file);
        if (version < Version)
        {
            throw new OlderRecordException(
                $"The record {file} is of version {version} and this build reads version {Version}; "
                    + $"start a head (siamese-sweep serve) once to bring it up to date."
            );
        }
    }

    private static void Migrate(SqliteConnection connection, string file)
    {
        Execute(connection, "BEGIN IMMEDIATE"); // also shows at once whether the file can be written
        int version = Number(connection, "PRAGMA user_version");
        RefuseNewer(version, file);
        if (version == 0
                ? Number(connection, "SELECT count(*) FROM sqlite_schema") > 0
                : Number(connection, "PRAGMA application_id") != ApplicationId)
        {
            throw RecordErrors.NotARecord(file);
        }

        for (int next = version; next < Version; next++)
        {
            Execute(connection, Migrations[next]);
        }

        Execute(
            connection,
            string.Create(CultureInfo.InvariantCulture, $"PRAGMA application_id = {ApplicationId}; PRAGMA user_version = {Version}; COMMIT")
        );
    }

    private static void RefuseNewer(int version, string file)
    {
        if (version > Version)
        {
            throw new UserErrorException(
                $"The record {file} was written by a newer siamese-sweep (version {version} of the record, this build knows up to "
                    + $"{Version}); use that build or another --home."
            );
        }
    }

    private static string ConnectionString(string source, SqliteOpenMode mode, bool pooling) => new SqliteConnectionStringBuilder
    {
        DataSource = source,
        Mode = mode,
        Pooling = pooling,
        Cache = SqliteCacheMode.Private,
        DefaultTimeout = 5,
    }.ToString();

    private static void Execute(SqliteConnection connection, string sql)
    {
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    private static int Number(SqliteConnection connection, string sql)
    {
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = sql;
        return Convert.ToInt32(command.ExecuteScalar(), CultureInfo.InvariantCulture);
    }

    private static string[] ReadMigrations()
    {
        Assembly assembly = typeof(RecordFile).Assembly;
        return [.. assembly.GetManifestResourceNames()
            .Where(name => name.Contains(".Store.Schema.", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal)
            .Select(name =>
            {
                using StreamReader text = new(assembly.GetManifestResourceStream(name)!);
                return text.ReadToEnd();
            })];
    }
}
