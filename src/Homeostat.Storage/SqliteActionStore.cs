using System.Data.Common;
using System.Text.Json;
using Homeostat.Core.Ports;
using Homeostat.Ethereum;

namespace Homeostat.Storage;

/// <summary>
/// Actions on their way, in the same file as the ledger, on a connection of its own: each call is one transaction and
/// returns when it is on disk. Opened by whoever holds the stream's <see cref="SqliteStore"/>. Safe for concurrent use.
/// </summary>
public sealed class SqliteActionStore : IActionStore, IDisposable
{
    private readonly SqliteDialect _dialect;
    private readonly DbConnection _connection;
    private readonly Session _session;
    private readonly long _stream;
    private readonly Lock _gate = new();

    private SqliteActionStore(SqliteDialect dialect, DbConnection connection, Session session, long stream) =>
        (_dialect, _connection, _session, _stream) = (dialect, connection, session, stream);

    /// <exception cref="StoreException">It cannot be used; the message says what to do.</exception>
    public static SqliteActionStore Open(SqliteStoreOptions options, StreamKey stream)
    {
        ArgumentNullException.ThrowIfNull(options);
        var dialect = new SqliteDialect(options);
        var connection = dialect.OpenWriter();
        try
        {
            return Explained(dialect, () =>
            {
                Migrator.Run(connection, dialect);
                var session = new Session(connection);
                return new SqliteActionStore(dialect, connection, session, Streams.IdOf(session, stream));
            });
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <exception cref="StoreException">It cannot be read.</exception>
    public IReadOnlyList<ActionInFlight> Unsettled() => InTurn(() => _session.List(
        row => Read(row.GetString(0), row.GetString(1), row.GetString(2)),
        "SELECT kind, action, body FROM action_in_flight WHERE stream_id = @stream ORDER BY nonce, action_id",
        ("@stream", _stream)));

    /// <exception cref="StoreException">It cannot be written.</exception>
    public void Save(ActionInFlight action)
    {
        ArgumentNullException.ThrowIfNull(action);
        var (kind, body) = RecordJson.Write(action.Action);
        InTurn(() => _session.Run(
            """
            INSERT INTO action_in_flight (stream_id, action_id, nonce, kind, action, body) VALUES (@stream, @id, @nonce, @kind, @action, @body)
            ON CONFLICT (stream_id, action_id) DO UPDATE SET nonce = excluded.nonce, kind = excluded.kind, action = excluded.action, body = excluded.body
            """,
            ("@stream", _stream), ("@id", action.Action.Id.ToBytes()), ("@nonce", Rows.Number(action.Nonce)), ("@kind", kind), ("@action", body),
            ("@body", RecordJson.WriteFlight(action))));
    }

    /// <exception cref="StoreException">It cannot be written.</exception>
    public void Forget(Hash32 actionId) => InTurn(() => _session.Run(
        "DELETE FROM action_in_flight WHERE stream_id = @stream AND action_id = @id", ("@stream", _stream), ("@id", actionId.ToBytes())));

    public void Dispose()
    {
        _session.Dispose();
        _connection.Dispose();
    }

    private ActionInFlight Read(string kind, string action, string body)
    {
        try
        {
            return RecordJson.Flight(RecordJson.Action(kind, action), body);
        }
        catch (Exception e) when (e is JsonException or EthereumFormatException)
        {
            throw new StoreException(StoreFault.Corrupt, _dialect.File, $"holds an action on its way that cannot be read ({e.Message})", e);
        }
    }

    private T InTurn<T>(Func<T> work)
    {
        lock (_gate)
        {
            return Explained(_dialect, work);
        }
    }

    private static T Explained<T>(SqliteDialect dialect, Func<T> work)
    {
        try
        {
            return work();
        }
        catch (DbException broken) when (dialect.Explain(broken) is { } explained)
        {
            throw explained;
        }
    }
}
