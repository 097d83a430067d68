using Homeostat.Core.Detection;
using Homeostat.Core.Ports;
using Homeostat.Ethereum;

namespace Homeostat.Storage;

/// <summary>Newest verdicts per monitor, counted over a range of standing blocks.</summary>
internal static class CoverageQuery
{
    public static IEnumerable<MonitorCoverage> Run(Session session, long stream, BlockRange range) => session.List(
        row => Coverage(Rows.Monitor(row, 0), row.GetInt64(4), row.GetInt64(5), row.GetInt64(6), range),
        $"""
        WITH newest AS (
          SELECT v.block_id, v.monitor_id, v.kind FROM verdict v
          JOIN block b ON b.id = v.block_id
          WHERE b.stream_id = @stream AND b.retracted = 0 AND b.number BETWEEN @first AND @last
            AND v.revision = (SELECT MAX(w.revision) FROM verdict w WHERE w.block_id = v.block_id AND w.monitor_id = v.monitor_id)),
        sets AS (
          SELECT monitor_set_id, COUNT(*) AS blocks FROM block
          WHERE stream_id = @stream AND retracted = 0 AND number BETWEEN @first AND @last GROUP BY monitor_set_id)
        SELECT m.detector, m.scope_kind, m.scope_protocol, m.scope_subject,
          (SELECT COALESCE(SUM(s.blocks), 0) FROM sets s JOIN monitor_set_member e ON e.monitor_set_id = s.monitor_set_id
            WHERE e.monitor_id = m.id)
          + (SELECT COUNT(*) FROM newest n JOIN block b ON b.id = n.block_id WHERE n.monitor_id = m.id AND NOT EXISTS (
            SELECT 1 FROM monitor_set_member e WHERE e.monitor_set_id = b.monitor_set_id AND e.monitor_id = m.id)),
          (SELECT COUNT(*) FROM newest n WHERE n.monitor_id = m.id AND n.kind = {(int)VerdictKind.Violated}),
          (SELECT COUNT(*) FROM newest n WHERE n.monitor_id = m.id AND n.kind = {(int)VerdictKind.Unverifiable})
        FROM monitor m WHERE m.stream_id = @stream
        ORDER BY m.detector, m.scope_kind, m.scope_protocol, m.scope_subject
        """,
        ("@stream", stream), ("@first", Rows.Number(range.First.Value)), ("@last", Rows.Number(range.Last.Value)));

    private static MonitorCoverage Coverage(MonitorKey monitor, long looked, long violated, long unverifiable, BlockRange range) => new(
        monitor,
        (ulong)(looked - violated - unverifiable),
        (ulong)violated,
        (ulong)unverifiable,
        range.Count - (ulong)looked);
}
