using System.Collections.Immutable;
using Homeostat.Core.Chain;
using Homeostat.Ethereum;
using Homeostat.Ethereum.Rpc;

namespace Homeostat.Engine.Archive;

/// <summary>Reads what <see cref="InputEncoder"/> wrote.</summary>
internal static class InputDecoder
{
    private const int BlockRefBytes = 1 + Hash32.Size;

    /// <param name="reuse">Cleared and filled with the logs of a committed block; null for a batch of its own each time.</param>
    public static Input Read(ref ByteSource source, LogBatch? reuse)
    {
        var kind = (InputKind)source.Byte();
        return kind switch
        {
            InputKind.Committed => new ChainUpdate.Committed(ReadBlock(ref source, reuse)),
            InputKind.Reorged => Reorged(ref source),
            InputKind.Reverted => new ChainUpdate.Reverted(Refs(ref source)),
            InputKind.Resumed => new ChainUpdate.Resumed(Ref(ref source), ReadBlock(ref source, null)),
            InputKind.Diverged => new ChainUpdate.Diverged(Ref(ref source), Ref(ref source)),
            InputKind.Simulation => Simulation(ref source),
            InputKind.ActionOutcome => Outcome(ref source),
            InputKind.Tick => Tick(ref source),
            InputKind.Forewarning => new Forewarning(source.Text(), ScopeOf(ref source), source.Text()),
            InputKind.OperatorCommand => new OperatorCommand(source.Choice(OperatorVerb.Resolve), source.Text(), source.Text()),
            _ => throw new InvalidDataException($"{(byte)kind} is no kind of input that this version knows"),
        };
    }

    private static Block ReadBlock(ref ByteSource source, LogBatch? reuse)
    {
        var at = Ref(ref source);
        var parent = source.Hash();
        var timestamp = new UnixSeconds(source.Signed());
        var doubt = source.Text();
        var logs = reuse ?? new LogBatch();
        logs.Clear();
        LogCodec.Read(ref source, at, logs);
        return new Block(at, parent, timestamp, logs) { Doubt = doubt };
    }

    private static ChainUpdate.Reorged Reorged(ref ByteSource source)
    {
        var old = Refs(ref source);
        var blocks = ImmutableArray.CreateBuilder<Block>(source.Count(BlockRefBytes + Hash32.Size + 3));
        for (var i = blocks.Capacity; i > 0; i--)
        {
            blocks.Add(ReadBlock(ref source, null));
        }

        return new ChainUpdate.Reorged(old, blocks.DrainToImmutable());
    }

    private static ImmutableArray<BlockRef> Refs(ref ByteSource source)
    {
        var refs = ImmutableArray.CreateBuilder<BlockRef>(source.Count(BlockRefBytes));
        for (var i = refs.Capacity; i > 0; i--)
        {
            refs.Add(Ref(ref source));
        }

        return refs.DrainToImmutable();
    }

    private static BlockRef Ref(ref ByteSource source) => new(source.Unsigned(), source.Hash());

    private static Simulation Simulation(ref ByteSource source) => new(
        ScopeOf(ref source),
        source.Text(),
        Ref(ref source),
        source.Flag(),
        source.Text());

    private static Scope ScopeOf(ref ByteSource source) => new(source.Choice(ScopeKind.Account), source.Text(), source.Text());

    private static ActionOutcome Outcome(ref ByteSource source) => new(
        source.Hash(),
        source.Choice(ActionStatus.Failed),
        Ref(ref source),
        source.Signed(),
        source.Flag(),
        source.Text());

    private static Tick Tick(ref ByteSource source)
    {
        var at = new UnixSeconds(source.Signed());
        var quotes = ImmutableArray.CreateBuilder<Quote>(source.Count(1 + 1 + 8 + 1));
        for (var i = quotes.Capacity; i > 0; i--)
        {
            quotes.Add(new Quote(source.Text(), source.Text(), source.Number(), new UnixSeconds(source.Signed())));
        }

        return new Tick(at, quotes.DrainToImmutable());
    }
}
