namespace Homeostat.Ethereum.Blocks;

/// <summary>
/// A block's bloom filter over the addresses and topics of its logs (yellow paper, 4.3.1). "No" is certain, "yes" is not:
/// other entries may have set the same bits.
/// </summary>
public sealed class LogsBloom
{
    public const int Size = 256;

    private readonly byte[] _bits = new byte[Size];

    public ReadOnlySpan<byte> Bits => _bits;

    public void Add(BloomKey key)
    {
        _bits[ByteOf(key.First)] |= MaskOf(key.First);
        _bits[ByteOf(key.Second)] |= MaskOf(key.Second);
        _bits[ByteOf(key.Third)] |= MaskOf(key.Third);
    }

    /// <summary>False: no log of the block has this address or topic.</summary>
    public static bool MayContain(ReadOnlySpan<byte> bloom, BloomKey key) =>
        IsSet(bloom, key.First) && IsSet(bloom, key.Second) && IsSet(bloom, key.Third);

    // The filter is one big-endian number, bit 0 being in its last byte.
    private static int ByteOf(ushort bit) => Size - 1 - (bit >> 3);

    private static byte MaskOf(ushort bit) => (byte)(1 << (bit & 7));

    private static bool IsSet(ReadOnlySpan<byte> bloom, ushort bit) => (bloom[ByteOf(bit)] & MaskOf(bit)) != 0;
}
