using System.Collections.Immutable;
using Homeostat.Core;
using Homeostat.Core.Chain;
using Homeostat.Engine.Ingestion.Endpoints;
using Homeostat.Ethereum;
using Homeostat.Ethereum.Rpc;

namespace Homeostat.Engine.Ingestion.Following;

public sealed partial class ChainFollower
{
    private long? _lowerSince;

    /// <summary>
    /// The head is on another branch than the blocks delivered: reads the branch down to a block that was, then retracts
    /// and delivers in one step. A branch that another endpoint contradicts waits until one of the two gives way.
    /// </summary>
    private async Task ReorganiseAsync(HeadHint hint, IChainConsumer consumer, CancellationToken cancellation)
    {
        if (IsStale(hint) || await IsContradictedAsync(hint, cancellation).ConfigureAwait(false))
        {
            return;
        }

        var branch = await BranchAsync(hint, cancellation).ConfigureAwait(false);
        var old = _trail.Above(branch[^1].ParentHash);
        var blocks = ImmutableArray.CreateBuilder<ReadBlock>(branch.Count);
        for (var i = branch.Count - 1; i >= 0; i--)
        {
            blocks.Add(await _blocks.ReadAsync(branch[i], hint.Endpoint, cancellation).ConfigureAwait(false));
        }

        if (old.IsEmpty)
        {
            foreach (var block in blocks)
            {
                await CommitAsync(block, startsAnew: false, consumer, cancellation).ConfigureAwait(false);
            }

            return;
        }

        await ReplaceAsync(old, blocks.MoveToImmutable(), consumer, cancellation).ConfigureAwait(false);
    }

    private async Task ReplaceAsync(ImmutableArray<BlockRef> old, ImmutableArray<ReadBlock> blocks, IChainConsumer consumer, CancellationToken cancellation)
    {
        ChainUpdate update = blocks.IsEmpty ? new ChainUpdate.Reverted(old) : new ChainUpdate.Reorged(old, [.. blocks.Select(b => b.Block)]);
        await DeliverAsync(
            update,
            [.. blocks.Select(b => b.Evidence)],
            Lane.Head,
            startsAnew: false,
            () =>
            {
                _trail.Drop(old.Length);
                foreach (var block in blocks)
                {
                    _trail.Append(block.Block.Ref);
                }
            },
            consumer,
            cancellation).ConfigureAwait(false);
        _metrics.Reorged(old.Length);
        _lowerSince = null;
    }

    /// <summary>A head from deep below the tip is an endpoint that sleeps, not a reorganisation.</summary>
    private bool IsStale(HeadHint hint)
    {
        var number = hint.Header.Number.Value;
        if (number + Brain.ReorgDepth >= _trail.Tip.Number)
        {
            return false;
        }

        _pool.Report(hint.Endpoint, new Finding(FaultKind.LaggingHead, $"its head is block {number}, {_trail.Tip.Number - number} behind"));
        return true;
    }

    private async Task<bool> IsContradictedAsync(HeadHint hint, CancellationToken cancellation)
    {
        var other = await _blocks.SecondOpinionAsync(hint.Header.Number, hint.Endpoint, cancellation).ConfigureAwait(false);
        return other is not null && _trail.Contains(new BlockRef(other.Number.Value, other.Hash));
    }

    /// <summary>From the head down to the child of a block that was delivered.</summary>
    private async Task<List<BlockHeader>> BranchAsync(HeadHint hint, CancellationToken cancellation)
    {
        var branch = new List<BlockHeader> { hint.Header };
        while (!_trail.Holds(branch[^1].ParentHash))
        {
            if (branch[^1].Number.Value <= _trail.Oldest.Number + 1 || branch.Count > Brain.ReorgDepth)
            {
                throw new DeepReorgException(_trail.Tip, new BlockRef(hint.Header.Number.Value, hint.Header.Hash));
            }

            branch.Add((await _blocks.ParentAsync(branch[^1], hint.Endpoint, cancellation).ConfigureAwait(false)).Value);
        }

        return branch;
    }

    /// <summary>
    /// A head that was delivered before and is below the tip: an endpoint that is late, or a chain that lost blocks and has
    /// none in their place. The latter only if it lasts and no endpoint knows the tip any more.
    /// </summary>
    private async Task NoteKnownAsync(HeadHint hint, IChainConsumer consumer, CancellationToken cancellation)
    {
        if (hint.Header.Hash == _trail.Tip.Hash)
        {
            _lowerSince = null;
            return;
        }

        _lowerSince ??= _time.GetTimestamp();
        if (_time.GetElapsedTime(_lowerSince.Value) < 2 * _options.SilenceLimit || !await TipIsGoneAsync(cancellation).ConfigureAwait(false))
        {
            return;
        }

        await ReplaceAsync(_trail.Above(hint.Header.Hash), [], consumer, cancellation).ConfigureAwait(false);
    }

    private async Task<bool> TipIsGoneAsync(CancellationToken cancellation)
    {
        var tip = _trail.Tip;
        var known = await Task.WhenAll(_pool.Endpoints.Select(e => KnowsAsync(e, tip, cancellation))).ConfigureAwait(false);
        return known.Any(k => k is false) && known.All(k => k is not true);
    }

    private static async Task<bool?> KnowsAsync(Endpoint endpoint, BlockRef block, CancellationToken cancellation)
    {
        try
        {
            // By number: many nodes still know by hash what has left their chain.
            var there = await endpoint.Client.GetBlockByNumberAsync(new BlockNumber(block.Number), cancellation).ConfigureAwait(false);
            return there?.Header.Hash == block.Hash;
        }
        catch (Exception e) when (!cancellation.IsCancellationRequested && FaultClassifier.Classify(e) is not null)
        {
            return null;
        }
    }
}
