using System.Collections.Immutable;
using Homeostat.Storage;
using Homeostat.StorageChild;
using Microsoft.Data.Sqlite;
using Prometheus;

namespace Homeostat.IntegrationTests.Storage;

/// <summary>A directory for stores, gone with the test.</summary>
internal sealed class StoreDirectory : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("homeostat-store-");

    public static LedgerMetrics NewMetrics() => new(Metrics.WithCustomRegistry(Metrics.NewCustomRegistry()));

    public string File(string name = "engine.db") => Path.Combine(_directory.FullName, name);

    public SqliteStore Open(string name = "engine.db") => Open(new SqliteStoreOptions(File(name)), TimeProvider.System);

    public static SqliteStore Open(SqliteStoreOptions options, TimeProvider time) => SqliteStore.Open(options, Child.Stream, NewMetrics(), time);

    /// <summary>Every row of every table, without the ids that the database makes up.</summary>
    public ImmutableArray<string> Dump(string name = "engine.db")
    {
        using var connection = new SqliteConnection($"Data Source={File(name)};Mode=ReadOnly;Pooling=False");
        connection.Open();
        return
        [
            .. Rows(connection, "SELECT 'block', number, hex(hash), hex(parent_hash), timestamp, retracted, (SELECT hex(digest) FROM monitor_set s WHERE s.id = monitor_set_id) FROM block ORDER BY id"),
            .. Rows(connection, "SELECT 'verdict', v.number, hex(b.hash), detector, scope_subject, revision, kind, score, reason, is_open FROM verdict v JOIN monitor m ON m.id = monitor_id JOIN block b ON b.id = block_id ORDER BY block_id, detector, scope_subject, revision"),
            .. Rows(connection, "SELECT 'gap', first_number, last_number, since, reason FROM gap ORDER BY first_number"),
            .. Rows(connection, "SELECT 'signal', hex(hash), ordinal, detector, scope, class, score, nats, reason FROM signal JOIN block b ON b.id = block_id ORDER BY block_id, ordinal"),
            .. Rows(connection, "SELECT 'decision', hex(hash), hex(decision_id), scope, rung, body FROM decision JOIN block b ON b.id = block_id ORDER BY block_id, decision_id"),
            .. Rows(connection, "SELECT 'outbox', hex(hash), hex(action_id), ordinal, hex(decision_id), kind, body FROM outbox JOIN block b ON b.id = block_id ORDER BY block_id, ordinal"),
            .. Rows(connection, "SELECT 'outcome', hex(action_id), status, block_number, hex(block_hash), gas_used, holds, detail, retracted FROM outcome ORDER BY id"),
            .. Rows(connection, "SELECT 'checkpoint', number, hex(hash) FROM checkpoint"),
        ];
    }

    public void Dispose() => _directory.Delete(recursive: true);

    private static IEnumerable<string> Rows(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        using var reader = command.ExecuteReader();
        while (reader.Read())
        {
            var values = new object[reader.FieldCount];
            reader.GetValues(values);
            yield return string.Join(" | ", values);
        }
    }
}
