namespace Homeostat.Ethereum.Rpc;

/// <summary>A log being read. Its topics are in the batch's reserved room already; its data are digits that wait for them.</summary>
internal ref struct LogDraft
{
    public LogField Seen;
    public Address Address;
    public int TopicCount;
    public ReadOnlySpan<byte> Data;
    public ulong BlockNumber;
    public Hash32 BlockHash;
    public Hash32 TransactionHash;
    public uint TransactionIndex;
    public uint LogIndex;
    public bool Removed;
}

/// <summary>A hash that neighbours mostly share: written like the one before, it is not decoded again.</summary>
internal ref struct RepeatedHash
{
    private ReadOnlySpan<byte> _digits;
    private Hash32 _hash;

    /// <summary>False for what is not 64 digits.</summary>
    public bool TryRead(ReadOnlySpan<byte> digits, out Hash32 hash)
    {
        if (_digits.IsEmpty || !digits.SequenceEqual(_digits))
        {
            Span<byte> bytes = stackalloc byte[Hash32.Size];
            if (!Hex.TryDecodeDigits(digits, bytes))
            {
                hash = default;
                return false;
            }

            _hash = new Hash32(bytes);
            _digits = digits;
        }

        hash = _hash;
        return true;
    }
}
