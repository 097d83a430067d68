using System.Data.Common;
using System.Text.Json;
using Homeostat.Core;
using Homeostat.Core.Chain;
using Homeostat.Core.Ports;
using Homeostat.Ethereum;

namespace Homeostat.Storage;

/// <summary>Reads where a restarted engine goes on.</summary>
internal static class ResumeReader
{
    public static ResumePoint Read(Session session, long stream, string file)
    {
        var recent = session.List(
            StoredBlock.Read,
            $"SELECT {StoredBlock.Columns} FROM block WHERE stream_id = @stream AND retracted = 0 ORDER BY number DESC LIMIT {Brain.ReorgDepth}",
            ("@stream", stream));
        return new ResumePoint(recent.Count > 0 ? recent[0].Ref : null, [.. Linked(recent)], [.. Unsettled(session, stream, file)]);
    }

    /// <summary>What hangs together by parent hashes, oldest first: across a gap nothing says that it does.</summary>
    private static IEnumerable<BlockRef> Linked(List<StoredBlock> newestFirst)
    {
        var linked = newestFirst.TakeWhile((b, i) => i == 0 || newestFirst[i - 1].ParentHash == b.Ref.Hash);
        return linked.Select(b => b.Ref).Reverse();
    }

    private static List<OutboxEntry> Unsettled(Session session, long stream, string file)
    {
        var rows = session.List(
            row => (Kind: row.GetString(0), Action: row.GetString(1), Decision: row.GetString(2)),
            $"""
            SELECT o.kind, o.body, d.body FROM outbox o
            JOIN block b ON b.id = o.block_id
            JOIN decision d ON d.decision_id = o.decision_id AND d.block_id = o.block_id
            WHERE b.stream_id = @stream AND b.retracted = 0 AND NOT EXISTS (
              SELECT 1 FROM outcome e WHERE e.stream_id = @stream AND e.action_id = o.action_id AND e.retracted = 0
              AND e.status IN ({(int)ActionStatus.Included}, {(int)ActionStatus.Failed}))
            ORDER BY b.number, o.ordinal
            """,
            ("@stream", stream));
        try
        {
            return [.. rows.Select(r => (Action: RecordJson.Action(r.Kind, r.Action), r.Decision)).Select(r =>
                new OutboxEntry(r.Action, RecordJson.Decision(r.Decision), Last(session, stream, r.Action.Id)))];
        }
        catch (Exception e) when (e is JsonException or EthereumFormatException)
        {
            throw new StoreException(StoreFault.Corrupt, file, $"holds an action that cannot be read ({e.Message}); move the file away and start anew", e);
        }
    }

    private static ActionOutcome? Last(Session session, long stream, Hash32 action) => session.List(
        row => Outcome(row, action),
        """
        SELECT status, block_number, block_hash, gas_used, holds, detail FROM outcome
        WHERE stream_id = @stream AND action_id = @action AND retracted = 0 ORDER BY id DESC LIMIT 1
        """,
        ("@stream", stream), ("@action", action.ToBytes())) is [var outcome] ? outcome : null;

    private static ActionOutcome Outcome(DbDataReader row, Hash32 action) => new(
        action,
        (ActionStatus)row.GetInt64(0),
        new BlockRef((ulong)row.GetInt64(1), Rows.Hash(row, 2)),
        row.GetInt64(3),
        row.GetInt64(4) != 0,
        row.GetString(5));
}
