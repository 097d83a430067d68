using System.Diagnostics.CodeAnalysis;

namespace Homeostat.Ethereum.Rpc;

/// <summary>
/// Logs in the order of the chain, in two growing arrays that are used again after <see cref="Clear"/>: reading a block
/// allocates nothing once they have grown. Whoever fills a batch hands it on and keeps its hands off until the reader is
/// done. Not safe for concurrent use.
/// </summary>
[SuppressMessage("Naming", "CA1710:Identifiers should have correct suffix", Justification = "A batch is refilled; the suffix would promise a collection.")]
public sealed class LogBatch
{
    /// <summary>The EVM has LOG0 to LOG4.</summary>
    public const int MaxTopics = 4;

    private const int FirstEntries = 16;
    private const int FirstBytes = 4096;

    private LogEntry[] _entries = [];
    private byte[] _bytes = [];
    private int _used;

    public int Count { get; private set; }

    /// <summary>Bytes of topics and data that it holds.</summary>
    public int ByteCount => _used;

    /// <exception cref="ArgumentOutOfRangeException">There is no such log.</exception>
    public LogView this[int index] => (uint)index < (uint)Count
        ? new LogView(this, index)
        : throw new ArgumentOutOfRangeException(nameof(index), index, $"the batch holds {Count} logs");

    public static LogBatch Of(params IEnumerable<Log> logs)
    {
        ArgumentNullException.ThrowIfNull(logs);
        var batch = new LogBatch();
        foreach (Log log in logs)
        {
            batch.Add(log);
        }

        return batch;
    }

    public Enumerator GetEnumerator() => new(this);

    /// <summary>Forgets the logs and keeps the memory.</summary>
    public void Clear() => TruncateTo(0);

    public void Add(Log log)
    {
        ArgumentNullException.ThrowIfNull(log);
        Span<Hash32> topics = stackalloc Hash32[MaxTopics];
        for (int i = 0; i < Math.Min(log.Topics.Count, MaxTopics); i++)
        {
            topics[i] = log.Topics[i];
        }

        RequireTopics(log.Topics.Count);
        var position = new LogPosition(
            log.BlockNumber, log.BlockHash, log.TransactionHash, log.TransactionIndex, log.LogIndex, log.Removed);
        Add(log.Address, topics[..log.Topics.Count], log.Data.Span, position);
    }

    /// <exception cref="EthereumFormatException">More than <see cref="MaxTopics"/> topics.</exception>
    public void Add(Address address, ReadOnlySpan<Hash32> topics, ReadOnlySpan<byte> data, in LogPosition position)
    {
        RequireTopics(topics.Length);
        Span<byte> bytes = Reserve((topics.Length * Hash32.Size) + data.Length);
        for (int i = 0; i < topics.Length; i++)
        {
            topics[i].WriteTo(bytes[(i * Hash32.Size)..]);
        }

        data.CopyTo(bytes[(topics.Length * Hash32.Size)..]);
        ref LogEntry entry = ref Append();
        entry.Address = address;
        entry.TopicCount = topics.Length;
        entry.DataLength = data.Length;
        entry.Position = position;
        Commit(ref entry);
    }

    /// <summary>Copies a log of another batch.</summary>
    public void Add(in LogView log)
    {
        ref readonly LogEntry source = ref log.Entry;
        ReadOnlySpan<byte> bytes = log.Bytes;
        bytes.CopyTo(Reserve(bytes.Length));
        ref LogEntry entry = ref Append();
        entry = source;
        Commit(ref entry);
    }

    /// <summary>Room for a log's topics and data behind what is committed; a later call gives the same room, larger.</summary>
    internal Span<byte> Reserve(int length)
    {
        if (_bytes.Length - _used < length)
        {
            long wanted = Math.Max((long)_used + length, Math.Max(FirstBytes, 2L * _bytes.Length));
            Array.Resize(ref _bytes, (int)Math.Min(wanted, Array.MaxLength));
        }

        return _bytes.AsSpan(_used, length);
    }

    /// <summary>A blank entry behind the committed ones, to be filled and committed.</summary>
    internal ref LogEntry Append()
    {
        if (Count == _entries.Length)
        {
            Array.Resize(ref _entries, Math.Max(FirstEntries, 2 * _entries.Length));
        }

        ref LogEntry entry = ref _entries[Count];
        entry = default;
        return ref entry;
    }

    /// <summary>Takes in the appended entry, whose topics and data lie in the reserved room in this order.</summary>
    internal void Commit(ref LogEntry entry)
    {
        entry.Offset = _used;
        _used += (entry.TopicCount * Hash32.Size) + entry.DataLength;
        Count++;
    }

    /// <summary>Drops the logs from <paramref name="count"/> on: a reader that failed leaves nothing half read.</summary>
    public void TruncateTo(int count)
    {
        _used = count < Count ? _entries[count].Offset : _used;
        Count = count;
    }

    internal ref readonly LogEntry EntryAt(int index) => ref _entries[index];

    internal ReadOnlySpan<byte> BytesAt(int offset, int length) => _bytes.AsSpan(offset, length);

    private static void RequireTopics(int count)
    {
        if (count > MaxTopics)
        {
            throw new EthereumFormatException($"A log has at most {MaxTopics} topics, not {count}.");
        }
    }

    public struct Enumerator
    {
        private readonly LogBatch _batch;
        private int _index;

        internal Enumerator(LogBatch batch)
        {
            _batch = batch;
            _index = -1;
        }

        public readonly LogView Current => new(_batch, _index);

        public bool MoveNext() => ++_index < _batch.Count;
    }
}
