namespace Homeostat.Ethereum.Rpc;

/// <summary>Where a log stands in the chain. LogIndex counts within the block. Removed: the block has left the chain.</summary>
public readonly record struct LogPosition(
    BlockNumber BlockNumber,
    Hash32 BlockHash,
    Hash32 TransactionHash,
    uint TransactionIndex,
    uint LogIndex,
    bool Removed);

/// <summary>One log of a <see cref="LogBatch"/>, read in place: valid until the batch is cleared.</summary>
public readonly struct LogView
{
    private readonly LogBatch _batch;
    private readonly int _index;

    internal LogView(LogBatch batch, int index)
    {
        _batch = batch;
        _index = index;
    }

    public Address Address => Entry.Address;

    public int TopicCount => Entry.TopicCount;

    /// <summary>All topics, 32 bytes each.</summary>
    public ReadOnlySpan<byte> TopicsBytes
    {
        get
        {
            ref readonly LogEntry entry = ref Entry;
            return _batch.BytesAt(entry.Offset, entry.TopicCount * Hash32.Size);
        }
    }

    public ReadOnlySpan<byte> Data
    {
        get
        {
            ref readonly LogEntry entry = ref Entry;
            return _batch.BytesAt(entry.Offset + (entry.TopicCount * Hash32.Size), entry.DataLength);
        }
    }

    public ref readonly LogPosition Position => ref Entry.Position;

    public BlockNumber BlockNumber => Entry.Position.BlockNumber;

    public Hash32 BlockHash => Entry.Position.BlockHash;

    public Hash32 TransactionHash => Entry.Position.TransactionHash;

    public uint TransactionIndex => Entry.Position.TransactionIndex;

    public uint LogIndex => Entry.Position.LogIndex;

    public bool Removed => Entry.Position.Removed;

    internal ref readonly LogEntry Entry => ref _batch.EntryAt(_index);

    /// <summary>Topics and data as they lie in the batch.</summary>
    internal ReadOnlySpan<byte> Bytes
    {
        get
        {
            ref readonly LogEntry entry = ref Entry;
            return _batch.BytesAt(entry.Offset, (entry.TopicCount * Hash32.Size) + entry.DataLength);
        }
    }

    /// <exception cref="EthereumFormatException">The log has fewer topics.</exception>
    public Hash32 Topic(int index) => new(TopicBytes(index));

    /// <summary>The 32 bytes of a topic.</summary>
    /// <exception cref="EthereumFormatException">The log has fewer topics.</exception>
    public ReadOnlySpan<byte> TopicBytes(int index)
    {
        ref readonly LogEntry entry = ref Entry;
        return (uint)index < (uint)entry.TopicCount
            ? _batch.BytesAt(entry.Offset + (index * Hash32.Size), Hash32.Size)
            : throw new EthereumFormatException(
                $"Log {LogIndex} of transaction {TransactionHash} has {entry.TopicCount} topics and no topic {index}.");
    }

    /// <summary>A copy that outlives the batch.</summary>
    public Log ToLog()
    {
        var topics = new Hash32[TopicCount];
        for (int i = 0; i < topics.Length; i++)
        {
            topics[i] = Topic(i);
        }

        return new Log(
            Address, topics, Data.ToArray(), BlockNumber, BlockHash, TransactionHash, TransactionIndex, LogIndex, Removed);
    }
}
