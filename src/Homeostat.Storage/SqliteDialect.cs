using System.Data.Common;
using System.Globalization;
using Homeostat.Core.Ports;
using Microsoft.Data.Sqlite;
using static SQLitePCL.raw;

namespace Homeostat.Storage;

/// <summary>
/// SQLite in WAL mode. synchronous=FULL: a commit returns after the log is on disk, so that what was acknowledged
/// survives a power cut (https://www.sqlite.org/pragma.html#pragma_synchronous).
/// </summary>
internal sealed class SqliteDialect(SqliteStoreOptions options) : IStoreDialect
{
    private const int PageBytes = 4096;

    public string File => options.File;

    public string Migrations => "Sqlite";

    public DbConnection OpenWriter() => Open(SqliteOpenMode.ReadWriteCreate, Writing());

    public DbConnection OpenReader() => Open(SqliteOpenMode.ReadOnly, "PRAGMA query_only = 1");

    public StoreException? Explain(DbException error) => error is SqliteException sqlite ? Explain(sqlite) : null;

    private string Writing()
    {
        var limit = options.MaxBytes is { } bytes ? $"; PRAGMA max_page_count = {(bytes / PageBytes).ToString(CultureInfo.InvariantCulture)}" : "";
        return $"PRAGMA page_size = {PageBytes}; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = 1{limit}";
    }

    private SqliteConnection Open(SqliteOpenMode mode, string pragmas)
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder
        {
            DataSource = options.File,
            Mode = mode,
            // A connection must be gone when it is disposed: the file may be moved or deleted then.
            Pooling = false,
            DefaultTimeout = (int)Math.Ceiling(options.LockTimeout.TotalSeconds),
        }.ToString());
        try
        {
            connection.Open();
            using var command = connection.CreateCommand();
            command.CommandText = pragmas;
            command.ExecuteNonQuery();
            return connection;
        }
        catch (SqliteException error)
        {
            connection.Dispose();
            throw Explain(error) ?? (Exception)error;
        }
    }

    private StoreException? Explain(SqliteException error) => error.SqliteErrorCode switch
    {
        SQLITE_FULL => Fault(StoreFault.Full, Full(), error),
        SQLITE_BUSY or SQLITE_LOCKED => Fault(StoreFault.Locked, "is locked by another process; stop what else writes to it", error),
        SQLITE_CORRUPT or SQLITE_NOTADB => Fault(
            StoreFault.Corrupt, "is damaged, or no store; move it away and start anew: the engine reads the chain again from its first block", error),
        SQLITE_READONLY or SQLITE_PERM or SQLITE_AUTH => Fault(StoreFault.Unavailable, "may not be written by this user; check its owner and its directory's", error),
        SQLITE_CANTOPEN => Fault(StoreFault.Unavailable, "cannot be opened; check that its directory exists and may be written", error),
        SQLITE_IOERR => Fault(StoreFault.Unavailable, $"cannot be read or written ({error.Message}); check the disk", error),
        _ => null,
    };

    private string Full() => options.MaxBytes is { } bytes
        ? $"is full: the disk, or its own limit of {bytes / 1024} KiB; free space or raise the limit"
        : "is full: no space is left on its disk; free some";

    private StoreException Fault(StoreFault fault, string what, SqliteException cause) => new(fault, options.File, what, cause);
}
