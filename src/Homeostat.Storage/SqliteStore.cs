using System.Collections.Immutable;
using System.Data.Common;
using Homeostat.Core.Chain;
using Homeostat.Core.Ports;

namespace Homeostat.Storage;

/// <summary>An engine's store in a SQLite file, which several streams may share.</summary>
public sealed class SqliteStore : IEngineStore
{
    private readonly IStoreDialect _dialect;
    private readonly long _streamId;
    private readonly DbConnection _connection;
    private readonly Session _session;
    private readonly StoreLock _lock;
    private readonly VerdictLedger _ledger;
    private readonly LedgerMetrics.StreamMetrics _metrics;
    private readonly TimeProvider _time;
    private readonly BackgroundWriter _writer;
    private UnixSeconds? _oldestUnverified;

    private SqliteStore(SqliteStoreOptions options, StreamKey stream, IStoreDialect dialect, DbConnection connection, Session session, long streamId, StoreLock held, LedgerMetrics metrics, TimeProvider time)
    {
        (Stream, _dialect, _connection, _session, _streamId, _lock, _time) = (stream, dialect, connection, session, streamId, held, time);
        _metrics = metrics.For(stream);
        _ledger = new VerdictLedger(dialect, streamId);
        var writer = new ChangeWriter(session, streamId, options.File);
        var durable = writer.Checkpoint();
        _metrics.Resumed(durable);
        LookForUnverified();
        _writer = new BackgroundWriter(new GroupCommit(session, writer, dialect, _metrics, time), durable, options, _metrics, time, LookForUnverified);
    }

    public StreamKey Stream { get; }

    public StoreProgress Progress => _writer.Progress;

    public IVerdictLedger Ledger => _ledger;

    /// <summary>Opens or creates it, and takes the stream's right to write.</summary>
    /// <exception cref="StoreException">It cannot be used; the message says what to do.</exception>
    public static SqliteStore Open(SqliteStoreOptions options, StreamKey stream, LedgerMetrics metrics, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(options);
        var dialect = new SqliteDialect(options);
        var connection = dialect.OpenWriter();
        StoreLock? held = null;
        try
        {
            Migrator.Run(connection, dialect);
            var session = new Session(connection);
            var id = StreamId(session, stream);
            held = StoreLock.Take(options.File, stream, id);
            return new SqliteStore(options, stream, dialect, connection, session, id, held, metrics, time);
        }
        catch (Exception wrong)
        {
            held?.Dispose();
            connection.Dispose();
            if (wrong is DbException broken && dialect.Explain(broken) is { } explained)
            {
                throw explained;
            }

            throw;
        }
    }

    public Task<ResumePoint> LoadAsync(CancellationToken cancellation) =>
        Reading.RunAsync(_dialect, session => ResumeReader.Read(session, _streamId, _dialect.File), cancellation);

    public ValueTask<bool> AppendAsync(ImmutableArray<StoreChange> unit, CancellationToken cancellation) => _writer.AppendAsync(unit, cancellation);

    public Task FlushAsync(CancellationToken cancellation) => _writer.FlushAsync(cancellation);

    /// <summary>The newest block that any source has shown: what the checkpoint lags behind.</summary>
    public void HeadSeen(ulong head) => _metrics.Seen(head);

    /// <summary>Sets the age of the oldest unverified block as of now; to be called before metrics are read.</summary>
    public void RefreshMetrics()
    {
        var since = _oldestUnverified;
        _metrics.OldestUnverified(since is { } s ? Math.Max(0, new UnixSeconds(_time.GetUtcNow().ToUnixTimeSeconds()) - s) : 0);
    }

    public async ValueTask DisposeAsync()
    {
        await _writer.DisposeAsync().ConfigureAwait(false);
        _session.Dispose();
        await _connection.DisposeAsync().ConfigureAwait(false);
        _lock.Dispose();
    }

    // On the writer's task, which owns the connection.
    private void LookForUnverified()
    {
        _oldestUnverified = VerdictLedger.Oldest(_session, _streamId) is [var oldest, ..] ? oldest.Since : null;
        RefreshMetrics();
    }

    private static long StreamId(Session session, StreamKey stream)
    {
        (string, object?)[] key = [("@network", stream.Network), ("@protocol", stream.Protocol)];
        session.Run("INSERT INTO stream (network, protocol) VALUES (@network, @protocol) ON CONFLICT DO NOTHING", key);
        return session.Value("SELECT id FROM stream WHERE network = @network AND protocol = @protocol", key)!.Value;
    }
}
