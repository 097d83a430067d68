namespace Homeostat.Ethereum.Rpc;

/// <summary>Collects an answer of unknown length and refuses one that exceeds the limit, whatever length it announced.</summary>
internal sealed class BoundedBuffer(int limit)
{
    private const int InitialSize = 16 * 1024;

    private byte[] _bytes = new byte[Math.Min(limit, InitialSize) + 1];
    private int _length;

    /// <summary>Where to read to; at least one byte. One byte beyond the limit is there so that reaching it is noticed.</summary>
    public Memory<byte> Free()
    {
        if (_length == _bytes.Length)
        {
            Array.Resize(ref _bytes, (int)Math.Min(2L * _bytes.Length, limit + 1L));
        }

        return _bytes.AsMemory(_length);
    }

    public void Advance(int count)
    {
        _length += count;
        if (_length > limit)
        {
            throw new RpcMalformedException($"The answer is larger than {limit} bytes.") { IsOversized = true };
        }
    }

    /// <summary>Bytes of memory that it holds.</summary>
    public int Capacity => _bytes.Length;

    /// <summary>What was collected, until <see cref="Clear"/>.</summary>
    public ReadOnlyMemory<byte> Collected => _bytes.AsMemory(0, _length);

    /// <summary>Starts anew in the same memory.</summary>
    public void Clear() => _length = 0;

    /// <summary>What was collected, for good. The buffer starts anew.</summary>
    public ReadOnlyMemory<byte> Detach()
    {
        ReadOnlyMemory<byte> collected = _bytes.AsMemory(0, _length);
        _bytes = new byte[Math.Min(limit, InitialSize) + 1];
        _length = 0;
        return collected;
    }
}
