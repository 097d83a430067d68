using Homeostat.Core.Chain;
using Homeostat.Core.Detection;
using Homeostat.Core.Ports;
using Homeostat.Ethereum;

namespace Homeostat.Storage;

internal sealed partial class ChangeWriter
{
    private void Skip(BlockRange blocks, string reason)
    {
        var (first, last) = (blocks.First.Value, blocks.Last.Value);
        if (GapAt(first) is { } same && same.Last == last)
        {
            return;
        }

        var at = Checkpoint();
        if (at is { } newest && last <= newest.Number && Unstored(first, last) == 0)
        {
            // It was skipped once and has been filled since.
            return;
        }

        Require(at is not null && first == at.Value.Number + 1, () => $"blocks {blocks} are to be skipped, but the checkpoint is block {at?.Number}: a gap begins right after it");
        Require(GapAt(first) is null, () => $"blocks {blocks} are to be skipped, but another gap begins there");
        InsertGap(first, last, Standing(at!.Value.Number)!.Timestamp, reason);
    }

    private void Fill(StoreChange.Filled filled)
    {
        if (Standing(filled.Block.Number) is { } stored)
        {
            Require(stored.Ref == filled.Block, () => $"block {filled.Block.Number} is filled in as {filled.Block.Hash} and stands as {stored.Ref.Hash}");
            foreach (var (monitor, verdict) in Each(filled.Verdicts))
            {
                Replace(stored, monitor, verdict);
            }

            return;
        }

        FillGap(filled);
    }

    private void FillGap(StoreChange.Filled filled)
    {
        var number = filled.Block.Number;
        var gap = GapAround(number);
        Require(gap is not null, () => $"block {number} is filled in, but it is in no gap");
        var before = number == 0 ? null : Standing(number - 1);
        Require(before is null || before.Ref.Hash == filled.ParentHash, () => $"block {number} is filled in, but it does not extend block {number - 1} {before!.Ref.Hash}");
        var after = Standing(number + 1);
        Require(after is null || after.ParentHash == filled.Block.Hash, () => $"block {number} is filled in as {filled.Block.Hash}, but block {number + 1} extends {after!.ParentHash}");
        var id = Insert(filled.Block, filled.ParentHash, filled.Timestamp, filled.Verdicts.Monitors);
        foreach (var verdict in filled.Verdicts.Exceptions)
        {
            Insert(id, number, verdict, revision: 0);
        }

        Shrink(gap!.Value, number, filled.Timestamp);
        if (Checkpoint() is { } at && number > at.Number)
        {
            MoveCheckpoint(filled.Block);
        }
    }

    /// <summary>A new verdict takes the place of an unverifiable one; a definite one is only confirmed.</summary>
    private void Replace(StoredBlock block, MonitorKey monitor, Verdict verdict)
    {
        var id = _monitors.IdOf(monitor);
        var newest = session.List(
            row => (Revision: row.GetInt32(0), Kind: Rows.Kind(row, 1), Reason: row.GetString(2)),
            "SELECT revision, kind, reason FROM verdict WHERE block_id = @block AND monitor_id = @monitor ORDER BY revision DESC LIMIT 1",
            ("@block", block.Id), ("@monitor", id)) is [var row] ? row : ((int Revision, VerdictKind Kind, string Reason)?)null;
        var looked = newest is not null || IsMember(block.MonitorSetId, id);
        var kind = newest?.Kind ?? VerdictKind.Verified;
        if (looked && kind == verdict.Kind && (kind != VerdictKind.Unverifiable || newest!.Value.Reason == verdict.Reason))
        {
            return;
        }

        Require(!looked || kind == VerdictKind.Unverifiable, () => $"block {block.Ref.Number} is {kind} by {monitor}, and a fill says {verdict.Kind}");
        session.Run("UPDATE verdict SET is_open = 0 WHERE block_id = @block AND monitor_id = @monitor AND is_open = 1", ("@block", block.Id), ("@monitor", id));
        Insert(block.Id, block.Ref.Number, verdict, (newest?.Revision ?? 0) + 1);
    }

    private void Shrink((ulong First, ulong Last, UnixSeconds Since, string Reason) gap, ulong filled, UnixSeconds at)
    {
        session.Run("DELETE FROM gap WHERE stream_id = @stream AND first_number = @first", ("@stream", stream), ("@first", Rows.Number(gap.First)));
        if (filled > gap.First)
        {
            InsertGap(gap.First, filled - 1, gap.Since, gap.Reason);
        }

        if (filled < gap.Last)
        {
            InsertGap(filled + 1, gap.Last, at, gap.Reason);
        }
    }

    private void InsertGap(ulong first, ulong last, UnixSeconds since, string reason) => session.Run(
        "INSERT INTO gap (stream_id, first_number, last_number, since, reason) VALUES (@stream, @first, @last, @since, @reason)",
        ("@stream", stream), ("@first", Rows.Number(first)), ("@last", Rows.Number(last)), ("@since", since.Value), ("@reason", reason));

    private (ulong First, ulong Last, UnixSeconds Since, string Reason)? GapAround(ulong number) => session.List(
        row => ((ulong)row.GetInt64(0), (ulong)row.GetInt64(1), new UnixSeconds(row.GetInt64(2)), row.GetString(3)),
        """
        SELECT first_number, last_number, since, reason FROM gap
        WHERE stream_id = @stream AND first_number <= @number AND last_number >= @number
        """,
        ("@stream", stream), ("@number", Rows.Number(number))) is [var gap] ? gap : null;

    private (ulong First, ulong Last)? GapAt(ulong first) => GapAround(first) is { } gap && gap.First == first ? (gap.First, gap.Last) : null;

    private long Unstored(ulong first, ulong last) => (long)(last - first + 1) - session.Value(
        "SELECT COUNT(*) FROM block WHERE stream_id = @stream AND number BETWEEN @first AND @last AND retracted = 0",
        ("@stream", stream), ("@first", Rows.Number(first)), ("@last", Rows.Number(last)))!.Value;

    private bool IsMember(long set, long monitor) => session.Value(
        "SELECT 1 FROM monitor_set_member WHERE monitor_set_id = @set AND monitor_id = @monitor", ("@set", set), ("@monitor", monitor)) is not null;

    private static IEnumerable<(MonitorKey Monitor, Verdict Verdict)> Each(BlockVerdicts verdicts)
    {
        var exceptions = verdicts.Exceptions.ToDictionary(BlockVerdicts.Monitor);
        return verdicts.Monitors.Monitors.Select(m => (m, exceptions.GetValueOrDefault(m) ?? new Verdict(m.Detector, m.Scope, VerdictKind.Verified, 0, "")));
    }
}
