using System.Collections.Immutable;
using Homeostat.Core;
using Homeostat.Core.Chain;
using Homeostat.Ethereum;
using Homeostat.Ethereum.Rpc;

namespace Homeostat.Engine.Ingestion;

/// <summary>
/// Follows the chain's head by subscription and turns it into <see cref="ChainUpdate"/>s: every block from the first
/// asked for, in order, none twice, none skipped; a replaced block is a reorg. A failed look throws: it is never an
/// empty block.
/// </summary>
public sealed class BlockFollower(EthereumClient client)
{
    private static readonly LogFilter Everything = new();

    private readonly List<BlockRef> _recent = [];

    /// <summary>Called when a new head arrives, before anything is asked about it.</summary>
    public Action? HeaderArrived { get; init; }

    /// <summary>Runs until cancelled or until the connection ends, which throws.</summary>
    /// <param name="first">The first block to deliver.</param>
    /// <param name="deliver">Called for each update, one at a time; the next waits for it.</param>
    public async Task RunAsync(BlockNumber first, Func<ChainUpdate, Task> deliver, CancellationToken cancellation)
    {
        await using var heads = await client.SubscribeNewHeadsAsync(cancellation).ConfigureAwait(false);
        var head = await client.BlockNumberAsync(cancellation).ConfigureAwait(false);
        for (var number = first.Value; number <= head.Value; number++)
        {
            await AdvanceAsync(await HeaderAsync(number, cancellation).ConfigureAwait(false), deliver, cancellation).ConfigureAwait(false);
        }

        await foreach (var header in heads.Reader.ReadAllAsync(cancellation).ConfigureAwait(false))
        {
            HeaderArrived?.Invoke();
            await CatchUpAsync(header, deliver, cancellation).ConfigureAwait(false);
        }

        cancellation.ThrowIfCancellationRequested();
        throw new RpcTransportException("the newHeads subscription ended");
    }

    private async Task CatchUpAsync(BlockHeader header, Func<ChainUpdate, Task> deliver, CancellationToken cancellation)
    {
        if (_recent.Contains(new BlockRef(header.Number.Value, header.Hash)))
        {
            return;
        }

        for (var missing = _recent[^1].Number + 1; missing < header.Number.Value; missing++)
        {
            await AdvanceAsync(await HeaderAsync(missing, cancellation).ConfigureAwait(false), deliver, cancellation).ConfigureAwait(false);
        }

        await AdvanceAsync(header, deliver, cancellation).ConfigureAwait(false);
    }

    private async Task AdvanceAsync(BlockHeader header, Func<ChainUpdate, Task> deliver, CancellationToken cancellation)
    {
        if (_recent.Count > 0 && header.ParentHash != _recent[^1].Hash)
        {
            await deliver(await ReorgAsync(header, cancellation).ConfigureAwait(false)).ConfigureAwait(false);
            return;
        }

        var block = await BlockAsync(header, cancellation).ConfigureAwait(false);
        Remember(block.Ref);
        await deliver(new ChainUpdate.Committed(block)).ConfigureAwait(false);
    }

    /// <summary>Walks the new branch down to a block that we hold.</summary>
    private async Task<ChainUpdate> ReorgAsync(BlockHeader tip, CancellationToken cancellation)
    {
        var branch = new List<BlockHeader> { tip };
        while (!_recent.Exists(r => r.Hash == branch[^1].ParentHash))
        {
            if (branch.Count > Brain.ReorgDepth)
            {
                throw new RpcTransportException($"block {tip.Number.Value} does not join the followed chain within {Brain.ReorgDepth} blocks");
            }

            branch.Add(await client.GetBlockByHashAsync(branch[^1].ParentHash, cancellation).ConfigureAwait(false)
                is { } parent ? parent.Header
                : throw new RpcTransportException($"the node does not know block {branch[^1].ParentHash}, the parent of its own block {branch[^1].Number.Value}"));
        }

        var keep = _recent.FindIndex(r => r.Hash == branch[^1].ParentHash) + 1;
        ImmutableArray<BlockRef> old = [.. _recent.Skip(keep)];
        _recent.RemoveRange(keep, _recent.Count - keep);
        var blocks = ImmutableArray.CreateBuilder<Block>();
        for (var i = branch.Count - 1; i >= 0; i--)
        {
            var block = await BlockAsync(branch[i], cancellation).ConfigureAwait(false);
            Remember(block.Ref);
            blocks.Add(block);
        }

        return old.IsEmpty ? throw new RpcTransportException("a reorg that replaces nothing") : new ChainUpdate.Reorged(old, blocks.DrainToImmutable());
    }

    private void Remember(BlockRef block)
    {
        _recent.Add(block);
        if (_recent.Count > Brain.ReorgDepth + 1)
        {
            _recent.RemoveAt(0);
        }
    }

    private async Task<BlockHeader> HeaderAsync(ulong number, CancellationToken cancellation) =>
        await client.GetBlockByNumberAsync(new BlockNumber(number), cancellation).ConfigureAwait(false) is { } block ? block.Header
            : throw new RpcTransportException($"the node does not have block {number}, which is not above its own head");

    private async Task<Block> BlockAsync(BlockHeader header, CancellationToken cancellation)
    {
        var logs = await client.GetLogsAsync(header.Hash, Everything, cancellation).ConfigureAwait(false);
        return new Block(
            new BlockRef(header.Number.Value, header.Hash),
            header.ParentHash,
            new UnixSeconds((long)header.Timestamp),
            logs);
    }
}
