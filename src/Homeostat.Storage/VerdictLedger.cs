using System.Collections.Immutable;
using Homeostat.Core.Chain;
using Homeostat.Core.Ports;
using Homeostat.Ethereum;

namespace Homeostat.Storage;

/// <summary>The ledger's questions as SQL.</summary>
internal sealed class VerdictLedger(IStoreDialect dialect, long stream) : IVerdictLedger
{
    public async Task<UnverifiedBlocks?> OldestUnverifiedAsync(CancellationToken cancellation) =>
        await Reading.RunAsync(dialect, session => Oldest(session, stream), cancellation).ConfigureAwait(false) is [var oldest, ..] ? oldest : null;

    public Task<ImmutableArray<UnverifiedBlocks>> UnverifiedAsync(int limit, CancellationToken cancellation) =>
        Reading.RunAsync<ImmutableArray<UnverifiedBlocks>>(dialect, session => [.. Unverified(session, stream, limit)], cancellation);

    public Task<ImmutableArray<BlockRange>> GapsAsync(MonitorKey monitor, BlockRange range, int limit, CancellationToken cancellation) =>
        Reading.RunAsync<ImmutableArray<BlockRange>>(dialect, session => [.. Gaps(session, monitor, range).Take(limit)], cancellation);

    public Task<ImmutableArray<MonitorCoverage>> CoverageAsync(BlockRange range, CancellationToken cancellation) =>
        Reading.RunAsync<ImmutableArray<MonitorCoverage>>(dialect, session => [.. CoverageQuery.Run(session, stream, range)], cancellation);

    public Task<ImmutableArray<LedgerVerdict>> HistoryAsync(BlockNumber block, CancellationToken cancellation) =>
        Reading.RunAsync<ImmutableArray<LedgerVerdict>>(dialect, session => [.. HistoryQuery.Run(session, stream, block)], cancellation);

    internal static List<UnverifiedBlocks> Oldest(Session session, long stream) => Unverified(session, stream, 1);

    private static List<UnverifiedBlocks> Unverified(Session session, long stream, int limit) => session.List(
        row => new UnverifiedBlocks(
            new BlockRange(new BlockNumber((ulong)row.GetInt64(0)), new BlockNumber((ulong)row.GetInt64(1))),
            new UnixSeconds(row.GetInt64(2)),
            row.IsDBNull(4) ? null : Rows.Monitor(row, 4),
            row.GetString(3)),
        """
        SELECT * FROM (
          SELECT first_number AS first, last_number AS last, since, reason,
            NULL AS detector, NULL AS scope_kind, NULL AS scope_protocol, NULL AS scope_subject
          FROM gap WHERE stream_id = @stream ORDER BY first_number LIMIT @limit)
        UNION ALL SELECT * FROM (
          SELECT v.number, v.number, b.timestamp, v.reason, m.detector, m.scope_kind, m.scope_protocol, m.scope_subject
          FROM verdict v JOIN block b ON b.id = v.block_id JOIN monitor m ON m.id = v.monitor_id
          WHERE v.stream_id = @stream AND v.is_open = 1 ORDER BY v.number LIMIT @limit)
        ORDER BY 1, 5 LIMIT @limit
        """,
        ("@stream", stream), ("@limit", limit));

    private IEnumerable<BlockRange> Gaps(Session session, MonitorKey monitor, BlockRange range)
    {
        var next = range.First.Value;
        foreach (var seen in Seen(session, monitor, range))
        {
            if (seen > next)
            {
                yield return Range(next, seen - 1);
            }

            next = seen + 1;
        }

        if (next <= range.Last.Value)
        {
            yield return Range(next, range.Last.Value);
        }
    }

    private List<ulong> Seen(Session session, MonitorKey monitor, BlockRange range) => session.List(
        row => (ulong)row.GetInt64(0),
        """
        SELECT b.number FROM block b, monitor m
        WHERE b.stream_id = @stream AND b.retracted = 0 AND b.number BETWEEN @first AND @last
          AND m.stream_id = @stream AND m.detector = @detector
          AND m.scope_kind = @kind AND m.scope_protocol = @protocol AND m.scope_subject = @subject
          AND (EXISTS (SELECT 1 FROM monitor_set_member s WHERE s.monitor_set_id = b.monitor_set_id AND s.monitor_id = m.id)
            OR EXISTS (SELECT 1 FROM verdict v WHERE v.block_id = b.id AND v.monitor_id = m.id))
        ORDER BY b.number
        """,
        ("@stream", stream), ("@first", Rows.Number(range.First.Value)), ("@last", Rows.Number(range.Last.Value)),
        ("@detector", monitor.Detector), ("@kind", (long)monitor.Scope.Kind),
        ("@protocol", monitor.Scope.Protocol), ("@subject", monitor.Scope.Subject));

    private static BlockRange Range(ulong first, ulong last) => new(new BlockNumber(first), new BlockNumber(last));
}
