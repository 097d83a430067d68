namespace Homeostat.Ethereum.Abi;

/// <summary>
/// Untrusted ABI data and how much of it may still be read. Offsets may point anywhere within the data, so tails can
/// overlap and a small input could stand for a huge value; the budget bounds what is read in total to a multiple of the
/// data.
/// </summary>
internal ref struct AbiInput
{
    // Honest encodings read each byte once. Hand-packed ones share some tails; eight times over is no honest one.
    private const int MaxAmplification = 8;

    private readonly ReadOnlySpan<byte> _data;
    private long _budget;

    public AbiInput(ReadOnlySpan<byte> data)
    {
        _data = data;
        _budget = (long)data.Length * MaxAmplification;
    }

    public ReadOnlySpan<byte> Take(int at, int length)
    {
        if (at > _data.Length - length)
        {
            throw new EthereumFormatException("The ABI data is shorter than its type demands.");
        }

        Spend(length);
        return _data.Slice(at, length);
    }

    /// <summary>The bytes behind a length word.</summary>
    public ReadOnlySpan<byte> Tail(int at)
    {
        int length = AbiWords.ToInt32(Take(at, AbiWords.WordSize), _data.Length - at - AbiWords.WordSize);
        return Take(at + AbiWords.WordSize, length);
    }

    /// <summary>The count word of a dynamic array.</summary>
    public int Count(AbiType element, int at) =>
        AbiWords.ToInt32(Take(at, AbiWords.WordSize), (_data.Length - at - AbiWords.WordSize) / element.HeadSize);

    /// <summary>The heads must be there before anything is allocated: a count that the data cannot hold allocates nothing.</summary>
    public void RequireHeads(AbiType element, int count, int at)
    {
        if (count > (_data.Length - at) / element.HeadSize)
        {
            throw new EthereumFormatException("The ABI data is shorter than its array.");
        }

        Spend((long)count * AbiWords.WordSize);
    }

    /// <summary>Where an item's body is: at its head, or where the head's offset from the start points.</summary>
    public int Body(AbiType type, int start, int head) => type.IsDynamic
        ? start + AbiWords.ToInt32(Take(head, AbiWords.WordSize), _data.Length - start)
        : head;

    private void Spend(long bytes)
    {
        _budget -= bytes;
        if (_budget < 0)
        {
            throw new EthereumFormatException("The tails of the ABI data overlap too often.");
        }
    }
}
