using Homeostat.Core.Chain;
using Homeostat.Core.Detection;
using Homeostat.Core.Ports;
using Homeostat.Ethereum;

namespace Homeostat.Storage;

/// <summary>
/// Writes changes inside the caller's transaction. A change that contradicts what is stored throws
/// <see cref="StoreFault.Conflict"/>; the caller then rolls back.
/// </summary>
internal sealed partial class ChangeWriter(Session session, long stream, string file)
{
    private readonly Monitors _monitors = new(session, stream);

    /// <summary>What a rolled back transaction has taught must be learnt again.</summary>
    public void RolledBack() => _monitors.Forget();

    public BlockRef? Checkpoint() => session.List(
        row => new BlockRef((ulong)row.GetInt64(0), Rows.Hash(row, 1)),
        "SELECT number, hash FROM checkpoint WHERE stream_id = @stream",
        ("@stream", stream)) is [var at] ? at : null;

    public void Write(StoreChange change)
    {
        switch (change)
        {
            case StoreChange.Committed committed:
                Commit(committed.Block);
                break;
            case StoreChange.Retracted retracted:
                Retract(retracted.Blocks);
                break;
            case StoreChange.Skipped skipped:
                Skip(skipped.Blocks, skipped.Reason);
                break;
            case StoreChange.Filled filled:
                Fill(filled);
                break;
            case StoreChange.Outcome outcome:
                Settle(outcome.Action);
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(change), change.GetType().Name, "unknown change");
        }
    }

    private void Commit(BlockRecord block)
    {
        if (Standing(block.Ref.Number) is { } stored)
        {
            Require(stored.Ref.Hash == block.Ref.Hash, () => $"block {block.Ref.Number} is stored as {stored.Ref.Hash}, and {block.Ref.Hash} comes without a reorg");
            return;
        }

        RequireNext(block);
        var id = Insert(block.Ref, block.ParentHash, block.Timestamp, block.Verdicts.Monitors);
        foreach (var verdict in block.Verdicts.Exceptions)
        {
            Insert(id, block.Ref.Number, verdict, revision: 0);
        }

        InsertSignals(id, block.Signals);
        InsertDecisions(id, block.Decisions, block.Actions);
        MoveCheckpoint(block.Ref);
    }

    /// <summary>On top of the checkpoint, or right after a gap that begins there; the first block may be any.</summary>
    private void RequireNext(BlockRecord block)
    {
        if (Checkpoint() is not { } at)
        {
            return;
        }

        var next = block.Ref.Number;
        if (next == at.Number + 1)
        {
            Require(block.ParentHash == at.Hash, () => $"block {next} does not extend the checkpoint, block {at.Number} {at.Hash}: its parent is {block.ParentHash}");
            return;
        }

        Require(next > at.Number, () => $"block {next} is below the checkpoint {at.Number} and was never stored; only a gap's blocks are filled in later");
        Require(
            GapAt(at.Number + 1) is { } gap && gap.Last + 1 == next,
            () => $"block {next} comes after the checkpoint {at.Number}, and the blocks between were not skipped");
    }

    private void Retract(IReadOnlyList<BlockRef> blocks)
    {
        var standing = blocks.Select(b => Standing(b.Number)).ToList();
        if (blocks.Select(WasRetracted).All(r => r) && !standing.Where((s, i) => s?.Ref == blocks[i]).Any())
        {
            return;
        }

        var at = Checkpoint();
        Require(blocks.Count > 0 && at == blocks[^1], () => $"a reorg takes away blocks that are not the newest: the checkpoint is block {at?.Number}");
        for (var i = 0; i < blocks.Count; i++)
        {
            Require(standing[i]?.Ref == blocks[i], () => $"a reorg takes away block {blocks[i].Number} {blocks[i].Hash}, which does not stand");
            Mark(standing[i]!);
        }

        MoveCheckpoint(NewestStanding());
    }

    private void Mark(StoredBlock block)
    {
        session.Run("UPDATE block SET retracted = 1 WHERE id = @id", ("@id", block.Id));
        session.Run("UPDATE verdict SET is_open = 0 WHERE block_id = @id AND is_open = 1", ("@id", block.Id));
        session.Run(
            "UPDATE outcome SET retracted = 1 WHERE stream_id = @stream AND block_number = @number AND block_hash = @hash",
            ("@stream", stream), ("@number", Rows.Number(block.Ref.Number)), ("@hash", block.Ref.Hash.ToBytes()));
    }

    private long Insert(BlockRef block, Hash32 parent, UnixSeconds at, MonitorSet monitors) => session.Value(
        """
        INSERT INTO block (stream_id, number, hash, parent_hash, timestamp, monitor_set_id)
        VALUES (@stream, @number, @hash, @parent, @at, @set) RETURNING id
        """,
        ("@stream", stream), ("@number", Rows.Number(block.Number)), ("@hash", block.Hash.ToBytes()), ("@parent", parent.ToBytes()),
        ("@at", at.Value), ("@set", _monitors.IdOf(monitors)))!.Value;

    private void Insert(long block, ulong number, Verdict verdict, int revision) => session.Run(
        """
        INSERT INTO verdict (block_id, monitor_id, revision, stream_id, number, kind, score, reason, is_open)
        VALUES (@block, @monitor, @revision, @stream, @number, @kind, @score, @reason, @open)
        """,
        ("@block", block), ("@monitor", _monitors.IdOf(BlockVerdicts.Monitor(verdict))), ("@revision", revision), ("@stream", stream),
        ("@number", Rows.Number(number)), ("@kind", (long)verdict.Kind), ("@score", verdict.Score), ("@reason", verdict.Reason),
        ("@open", verdict.Kind == VerdictKind.Unverifiable ? 1 : 0));

    private void MoveCheckpoint(BlockRef? to)
    {
        session.Run("DELETE FROM checkpoint WHERE stream_id = @stream", ("@stream", stream));
        if (to is { } block)
        {
            session.Run(
                "INSERT INTO checkpoint (stream_id, number, hash) VALUES (@stream, @number, @hash)",
                ("@stream", stream), ("@number", Rows.Number(block.Number)), ("@hash", block.Hash.ToBytes()));
        }
    }

    private StoredBlock? Standing(ulong number) => session.List(
        StoredBlock.Read,
        $"SELECT {StoredBlock.Columns} FROM block WHERE stream_id = @stream AND number = @number AND retracted = 0",
        ("@stream", stream), ("@number", Rows.Number(number))) is [var block] ? block : null;

    private BlockRef? NewestStanding() => session.List(
        StoredBlock.Read,
        $"SELECT {StoredBlock.Columns} FROM block WHERE stream_id = @stream AND retracted = 0 ORDER BY number DESC LIMIT 1",
        ("@stream", stream)) is [var block] ? block.Ref : null;

    private bool WasRetracted(BlockRef block) => session.Value(
        "SELECT id FROM block WHERE stream_id = @stream AND number = @number AND hash = @hash AND retracted = 1 LIMIT 1",
        ("@stream", stream), ("@number", Rows.Number(block.Number)), ("@hash", block.Hash.ToBytes())) is not null;

    private void Require(bool holds, Func<string> otherwise)
    {
        if (!holds)
        {
            throw new StoreException(StoreFault.Conflict, file, otherwise(), null);
        }
    }
}
