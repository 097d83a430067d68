using Homeostat.Core.Chain;
using Homeostat.Ethereum;
using Homeostat.Ethereum.Rpc;

namespace Homeostat.Engine.Archive;

/// <summary>
/// The logs of a block. A log says where it stands only as far as the block, or the log before it, has not said so.
/// </summary>
internal static class LogCodec
{
    private const byte Removed = 1;
    private const byte InAnotherBlock = 2;
    private const byte InAnotherTransaction = 4;
    private const byte Known = Removed | InAnotherBlock | InAnotherTransaction;

    /// <summary>Flags, address, number of topics, length of data, index.</summary>
    private const int LeastBytes = 1 + Address.Size + 3;

    public static void Write(ByteSink sink, BlockRef block, LogBatch logs)
    {
        sink.Unsigned((ulong)logs.Count);
        var before = default(LogPosition);
        foreach (var log in logs)
        {
            ref readonly var at = ref log.Position;
            var elsewhere = at.BlockHash != block.Hash || at.BlockNumber.Value != block.Number;
            var next = at.TransactionHash != before.TransactionHash || at.TransactionIndex != before.TransactionIndex;
            sink.Byte((byte)((at.Removed ? Removed : 0) | (elsewhere ? InAnotherBlock : 0) | (next ? InAnotherTransaction : 0)));
            sink.Address(log.Address);
            sink.Byte((byte)log.TopicCount);
            for (var i = 0; i < log.TopicCount; i++)
            {
                sink.Hash(log.Topic(i));
            }

            sink.Bytes(log.Data);
            sink.Unsigned(at.LogIndex);
            if (elsewhere)
            {
                sink.Unsigned(at.BlockNumber.Value);
                sink.Hash(at.BlockHash);
            }

            if (next)
            {
                sink.Hash(at.TransactionHash);
                sink.Unsigned(at.TransactionIndex);
            }

            before = at;
        }
    }

    public static void Read(ref ByteSource source, BlockRef block, LogBatch into)
    {
        var count = source.Count(LeastBytes);
        var before = default(LogPosition);
        Span<Hash32> topics = stackalloc Hash32[LogBatch.MaxTopics];
        for (var i = 0; i < count; i++)
        {
            var flags = source.Byte();
            var address = source.Address();
            var topicCount = source.Byte();
            if ((flags & ~Known) != 0 || topicCount > LogBatch.MaxTopics)
            {
                throw new InvalidDataException($"a log has flags {flags} and {topicCount} topics");
            }

            for (var t = 0; t < topicCount; t++)
            {
                topics[t] = source.Hash();
            }

            var data = source.Bytes();
            before = Position(ref source, flags, block, before);
            into.Add(address, topics[..topicCount], data, before);
        }
    }

    private static LogPosition Position(ref ByteSource source, byte flags, BlockRef block, in LogPosition before)
    {
        var index = source.Unsigned32();
        var (number, hash) = (flags & InAnotherBlock) == 0 ? (block.Number, block.Hash) : (source.Unsigned(), source.Hash());
        var (transaction, transactionIndex) = (flags & InAnotherTransaction) == 0
            ? (before.TransactionHash, before.TransactionIndex)
            : (source.Hash(), source.Unsigned32());
        return new LogPosition(new BlockNumber(number), hash, transaction, transactionIndex, index, (flags & Removed) != 0);
    }
}
