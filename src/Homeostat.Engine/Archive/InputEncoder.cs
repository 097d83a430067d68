using Homeostat.Core.Chain;

namespace Homeostat.Engine.Archive;

/// <summary>An input as bytes; see docs/archive.md.</summary>
internal static class InputEncoder
{
    public static void Write(ByteSink sink, Input input)
    {
        switch (input)
        {
            case ChainUpdate.Committed committed:
                sink.Byte((byte)InputKind.Committed);
                Write(sink, committed.Block);
                break;
            case ChainUpdate.Reorged reorged:
                sink.Byte((byte)InputKind.Reorged);
                Write(sink, reorged.Old);
                sink.Unsigned((ulong)reorged.New.Length);
                foreach (var block in reorged.New)
                {
                    Write(sink, block);
                }

                break;
            case ChainUpdate.Reverted reverted:
                sink.Byte((byte)InputKind.Reverted);
                Write(sink, reverted.Old);
                break;
            case ChainUpdate.Resumed resumed:
                sink.Byte((byte)InputKind.Resumed);
                Write(sink, resumed.After);
                Write(sink, resumed.Block);
                break;
            case ChainUpdate.Diverged diverged:
                sink.Byte((byte)InputKind.Diverged);
                Write(sink, diverged.Tip);
                Write(sink, diverged.Head);
                break;
            case Simulation simulation:
                sink.Byte((byte)InputKind.Simulation);
                Write(sink, simulation);
                break;
            case ActionOutcome outcome:
                sink.Byte((byte)InputKind.ActionOutcome);
                Write(sink, outcome);
                break;
            case Tick tick:
                sink.Byte((byte)InputKind.Tick);
                Write(sink, tick);
                break;
            case Forewarning forewarning:
                sink.Byte((byte)InputKind.Forewarning);
                sink.Text(forewarning.Network);
                Write(sink, forewarning.Scope);
                sink.Text(forewarning.Reason);
                break;
            case OperatorCommand command:
                sink.Byte((byte)InputKind.OperatorCommand);
                sink.Byte((byte)command.Verb);
                sink.Text(command.Operator);
                sink.Text(command.Note);
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(input), input.GetType().Name, "not known to the archive format");
        }
    }

    private static void Write(ByteSink sink, Block block)
    {
        Write(sink, block.Ref);
        sink.Hash(block.ParentHash);
        sink.Signed(block.Timestamp.Value);
        sink.Text(block.Doubt);
        LogCodec.Write(sink, block.Ref, block.Logs);
    }

    private static void Write(ByteSink sink, IReadOnlyCollection<BlockRef> blocks)
    {
        sink.Unsigned((ulong)blocks.Count);
        foreach (var block in blocks)
        {
            Write(sink, block);
        }
    }

    private static void Write(ByteSink sink, BlockRef block)
    {
        sink.Unsigned(block.Number);
        sink.Hash(block.Hash);
    }

    private static void Write(ByteSink sink, Simulation simulation)
    {
        Write(sink, simulation.Scope);
        sink.Text(simulation.Rung);
        Write(sink, simulation.Head);
        sink.Flag(simulation.Succeeds);
        sink.Text(simulation.Reason);
    }

    private static void Write(ByteSink sink, Scope scope)
    {
        sink.Byte((byte)scope.Kind);
        sink.Text(scope.Protocol);
        sink.Text(scope.Subject);
    }

    private static void Write(ByteSink sink, ActionOutcome outcome)
    {
        sink.Hash(outcome.ActionId);
        sink.Byte((byte)outcome.Status);
        Write(sink, outcome.Block);
        sink.Signed(outcome.GasUsed);
        sink.Flag(outcome.PostConditionHolds);
        sink.Text(outcome.Detail);
    }

    private static void Write(ByteSink sink, Tick tick)
    {
        sink.Signed(tick.At.Value);
        sink.Unsigned((ulong)tick.Quotes.Length);
        foreach (var quote in tick.Quotes)
        {
            sink.Text(quote.Venue);
            sink.Text(quote.Market);
            sink.Number(quote.Price);
            sink.Signed(quote.At.Value);
        }
    }
}
