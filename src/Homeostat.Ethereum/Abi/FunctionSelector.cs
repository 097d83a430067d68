using System.Buffers.Binary;
using System.Globalization;
using Homeostat.Ethereum.Hashing;

namespace Homeostat.Ethereum.Abi;

/// <summary>The first four bytes of keccak256(signature): names a function in call data, or an error in revert data.</summary>
public readonly record struct FunctionSelector(uint Value)
{
    public const int Size = 4;

    /// <summary>The selector of a canonical signature.</summary>
    public static FunctionSelector Of(string signature)
    {
        Span<byte> hash = stackalloc byte[Hash32.Size];
        Keccak256.Hash(signature).WriteTo(hash);
        return new FunctionSelector(BinaryPrimitives.ReadUInt32BigEndian(hash));
    }

    /// <summary>The selector that the data begins with; false for data of fewer than four bytes.</summary>
    public static bool TryRead(ReadOnlySpan<byte> data, out FunctionSelector selector)
    {
        bool isRead = BinaryPrimitives.TryReadUInt32BigEndian(data, out uint value);
        selector = new FunctionSelector(value);
        return isRead;
    }

    public static FunctionSelector Parse(string text)
    {
        Span<byte> bytes = stackalloc byte[Size];
        Hex.Decode(text, bytes);
        return new FunctionSelector(BinaryPrimitives.ReadUInt32BigEndian(bytes));
    }

    public void WriteTo(Span<byte> destination) => BinaryPrimitives.WriteUInt32BigEndian(destination, Value);

    public byte[] ToBytes()
    {
        var bytes = new byte[Size];
        WriteTo(bytes);
        return bytes;
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"0x{Value:x8}");
}
