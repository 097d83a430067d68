using System.Runtime.InteropServices;
using Homeostat.Ethereum;
using Homeostat.Ethereum.Blocks;
using Homeostat.Ethereum.Rpc;

namespace Homeostat.Engine.Ingestion.Following;

/// <summary>
/// Builds the bloom filters of one block after the other. Addresses and topics repeat from log to log, and hashing each
/// would cost more than reading the log: their keys are remembered, a newer one in the place of an older, and within a
/// block each is added once. For one thread.
/// </summary>
internal sealed class BloomBuilder
{
    // 768 KiB a thread, for the active accounts of a busy protocol.
    private const int PlaceBits = 14;
    private const int WordsPerTopic = Hash32.Size / sizeof(ulong);
    private const ulong Mix = 0x9e3779b97f4a7c15;

    [ThreadStatic]
    private static BloomBuilder? _ofThread;

    private readonly Entry[] _entries = new Entry[1 << PlaceBits];
    private LogsBloom _bloom = new();
    private Address? _last;

    // Which block it is; entries of none have zero.
    private long _turn;

    public ReadOnlySpan<byte> Bits => _bloom.Bits;

    /// <summary>The thread's builder, with an empty filter.</summary>
    public static BloomBuilder Begin()
    {
        var builder = _ofThread ??= new BloomBuilder();
        builder._turn++;
        builder._bloom = new LogsBloom();
        builder._last = null;
        return builder;
    }

    public void Add(in LogView log)
    {
        var address = log.Address;
        if (_last != address)
        {
            Span<ulong> padded = stackalloc ulong[WordsPerTopic];
            address.WriteTo(MemoryMarshal.AsBytes(padded));
            Add(padded, Address.Size);
            _last = address;
        }

        var topics = MemoryMarshal.Cast<byte, ulong>(log.TopicsBytes);
        while (topics.Length >= WordsPerTopic)
        {
            Add(topics, Hash32.Size);
            topics = topics[WordsPerTopic..];
        }
    }

    /// <param name="size">Bytes that count; those behind them, up to a topic's, are zero.</param>
    private void Add(ReadOnlySpan<ulong> words, byte size)
    {
        var (a, b, c, d) = (words[0], words[1], words[2], words[3]);
        var mixed = ((((((a * Mix) ^ b) * Mix) ^ c) * Mix) ^ d) * Mix;
        ref var entry = ref _entries[mixed >> (64 - PlaceBits)];
        if (((entry.A ^ a) | (entry.B ^ b) | (entry.C ^ c) | (entry.D ^ d)) != 0 || entry.Size != size)
        {
            (entry.A, entry.B, entry.C, entry.D, entry.Size) = (a, b, c, d, size);
            entry.Key = BloomKey.Of(MemoryMarshal.AsBytes(words)[..size]);
        }
        else if (entry.Turn == _turn)
        {
            return;
        }

        entry.Turn = _turn;
        _bloom.Add(entry.Key);
    }

    // The size tells an address from a topic, and both from an entry that is blank.
    private struct Entry
    {
        public ulong A;
        public ulong B;
        public ulong C;
        public ulong D;
        public long Turn;
        public BloomKey Key;
        public byte Size;
    }
}
