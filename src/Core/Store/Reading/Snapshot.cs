using Microsoft.Data.Sqlite;

namespace SiameseSweep.Core.Store.Reading;

/// <summary>A read-only connection inside one read transaction: everything it sees is of the same commit.</summary>
internal sealed class Snapshot : IDisposable
{
    private readonly SqliteTransaction _transaction;

    public Snapshot(string connectionString)
    {
        SqliteConnection connection = new(connectionString);
        connection.Open();
        _transaction = connection.BeginTransaction(deferred: true);
        Sql = new SqlSession(connection, _transaction);
    }

    public SqlSession Sql { get; }

    public void Dispose()
    {
        _transaction.Dispose();
        Sql.Dispose();
    }
}
