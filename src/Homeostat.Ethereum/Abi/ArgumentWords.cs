namespace Homeostat.Ethereum.Abi;

/// <summary>
/// The encoded arguments of a log (topics and data) or of a call (no topics, the input behind its selector), read in place.
/// </summary>
public readonly ref struct ArgumentWords(Address contract, ReadOnlySpan<byte> topics, ReadOnlySpan<byte> data)
{
    private readonly ReadOnlySpan<byte> _topics = topics;
    private readonly ReadOnlySpan<byte> _data = data;

    /// <summary>Who emitted the log, or was called.</summary>
    public Address Contract { get; } = contract;

    public ReadOnlySpan<byte> Topics => _topics;

    public ReadOnlySpan<byte> Data => _data;

    /// <summary>The word at a place that a layout gave and whose check these arguments passed.</summary>
    public ReadOnlySpan<byte> Word(WordPlace place) => (place.InTopics ? _topics : _data).Slice(place.Offset, AbiWords.WordSize);
}
