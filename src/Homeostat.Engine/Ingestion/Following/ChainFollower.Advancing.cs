using Homeostat.Core;
using Homeostat.Core.Chain;
using Homeostat.Ethereum;

namespace Homeostat.Engine.Ingestion.Following;

public sealed partial class ChainFollower
{
    private async Task AdvanceAsync(HeadHint hint, IChainConsumer consumer, CancellationToken cancellation)
    {
        var header = hint.Header;
        if (_trail.Contains(new BlockRef(header.Number.Value, header.Hash)))
        {
            await NoteKnownAsync(hint, consumer, cancellation).ConfigureAwait(false);
            return;
        }

        HeadSeen?.Invoke(header);
        if (Missing(header.Number.Value) is { } missing)
        {
            if (missing.Count > _headFirstAbove)
            {
                await JumpAsync(hint, missing, consumer, cancellation).ConfigureAwait(false);
                return;
            }

            await CatchUpAsync(missing, consumer, cancellation).ConfigureAwait(false);
        }

        if (_trail.IsEmpty ? header.Number.Value >= First(header.Number.Value) : Extends(header.Number.Value, header.ParentHash))
        {
            await CommitAsync(await _blocks.ReadAsync(header, hint.Endpoint, cancellation).ConfigureAwait(false), startsAnew: false, consumer, cancellation).ConfigureAwait(false);
        }
        else if (!_trail.IsEmpty)
        {
            await ReorganiseAsync(hint, consumer, cancellation).ConfigureAwait(false);
        }
    }

    /// <summary>
    /// Where following begins. At the head means as far below it as a reorganisation may reach, so that one that comes
    /// right after the start can be undone.
    /// </summary>
    private ulong First(ulong head) => _start.Next?.Value ?? (head > Brain.ReorgDepth ? head - Brain.ReorgDepth : 0);

    /// <summary>The blocks between what was delivered and the head; null if there are none.</summary>
    private BlockRange? Missing(ulong head)
    {
        var next = _trail.IsEmpty ? First(head) : _trail.Tip.Number + 1;
        return next < head ? new BlockRange(new BlockNumber(next), new BlockNumber(head - 1)) : null;
    }

    private bool Extends(ulong number, Hash32 parent) => number == _trail.Tip.Number + 1 && parent == _trail.Tip.Hash;

    private async Task CatchUpAsync(BlockRange missing, IChainConsumer consumer, CancellationToken cancellation)
    {
        await foreach (var chunk in _ranges.ReadAsync(missing, mayWait: false, cancellation).ConfigureAwait(false))
        {
            foreach (var block in chunk)
            {
                if (_trail.IsEmpty || Extends(block.Block.Ref.Number, block.Block.ParentHash))
                {
                    await CommitAsync(block, startsAnew: false, consumer, cancellation).ConfigureAwait(false);
                }
                else
                {
                    // The chain changed while we were away or while we read.
                    await ReorganiseAsync(new HeadHint(block.Header, block.Evidence.Endpoint), consumer, cancellation).ConfigureAwait(false);
                    if (_trail.Tip != block.Block.Ref)
                    {
                        return;
                    }
                }
            }
        }
    }

    private Task CommitAsync(ReadBlock block, bool startsAnew, IChainConsumer consumer, CancellationToken cancellation) => DeliverAsync(
        new ChainUpdate.Committed(block.Block), [block.Evidence], Lane.Head, startsAnew, () => _trail.Append(block.Block.Ref), consumer, cancellation);
}
