using Homeostat.Core.Chain;
using Homeostat.Core.Detection;
using Homeostat.Core.Ports;
using Homeostat.Ethereum;

namespace Homeostat.Storage;

/// <summary>Every verdict ever given of a height, those that no row spells out included.</summary>
internal static class HistoryQuery
{
    public static IEnumerable<LedgerVerdict> Run(Session session, long stream, BlockNumber block) => session.List(
        row => new LedgerVerdict(
            new BlockRef(block.Value, Rows.Hash(row, 0)),
            Verdict(Rows.Monitor(row, 1), Rows.Kind(row, 6), row.GetDouble(7), row.GetString(8)),
            row.GetInt32(5),
            row.GetInt64(9) != 0),
        $"""
        SELECT b.hash, m.detector, m.scope_kind, m.scope_protocol, m.scope_subject, v.revision, v.kind, v.score, v.reason, b.retracted, b.id
        FROM block b JOIN verdict v ON v.block_id = b.id JOIN monitor m ON m.id = v.monitor_id
        WHERE b.stream_id = @stream AND b.number = @number
        UNION ALL
        SELECT b.hash, m.detector, m.scope_kind, m.scope_protocol, m.scope_subject, 0, {(int)VerdictKind.Verified}, 0.0, '', b.retracted, b.id
        FROM block b JOIN monitor_set_member e ON e.monitor_set_id = b.monitor_set_id JOIN monitor m ON m.id = e.monitor_id
        WHERE b.stream_id = @stream AND b.number = @number
          AND NOT EXISTS (SELECT 1 FROM verdict v WHERE v.block_id = b.id AND v.monitor_id = m.id AND v.revision = 0)
        ORDER BY 11, 2, 3, 4, 5, 6
        """,
        ("@stream", stream), ("@number", Rows.Number(block.Value)));

    private static Verdict Verdict(MonitorKey monitor, VerdictKind kind, double score, string reason) =>
        new(monitor.Detector, monitor.Scope, kind, score, reason);
}
