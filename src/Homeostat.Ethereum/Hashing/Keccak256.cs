using System.Buffers;
using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;

namespace Homeostat.Ethereum.Hashing;

/// <summary>
/// Keccak-256 with the original padding (0x01), which Ethereum fixed before FIPS 202 chose another. Holds no state and
/// allocates nothing, so it is safe from any thread.
/// </summary>
public static class Keccak256
{
    // 1600 bits of state less twice the digest size: 136 bytes per block.
    private const int Rate = 136;
    private const int RateLanes = Rate / 8;

    public static Hash32 Hash(ReadOnlySpan<byte> data)
    {
        Span<byte> digest = stackalloc byte[Hash32.Size];
        Hash(data, digest);
        return new Hash32(digest);
    }

    public static Hash32 Hash(byte[] data) => Hash(data.AsSpan());

    /// <summary>The hash of the text in UTF-8.</summary>
    public static Hash32 Hash(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        int capacity = Encoding.UTF8.GetMaxByteCount(text.Length);
        byte[]? rented = capacity > 512 ? ArrayPool<byte>.Shared.Rent(capacity) : null;
        Span<byte> utf8 = rented ?? stackalloc byte[512];
        try
        {
            return Hash(utf8[..Encoding.UTF8.GetBytes(text, utf8)]);
        }
        finally
        {
            if (rented is not null)
            {
                ArrayPool<byte>.Shared.Return(rented);
            }
        }
    }

    /// <summary>Writes the 32-byte digest.</summary>
    public static void Hash(ReadOnlySpan<byte> data, Span<byte> digest)
    {
        Span<ulong> state = stackalloc ulong[25];
        state.Clear();
        while (data.Length >= Rate)
        {
            Absorb(state, data[..Rate]);
            data = data[Rate..];
        }

        Span<byte> last = stackalloc byte[Rate];
        last.Clear();
        data.CopyTo(last);
        last[data.Length] = 0x01;
        last[Rate - 1] |= 0x80;
        Absorb(state, last);
        for (int i = 0; i < 4; i++)
        {
            BinaryPrimitives.WriteUInt64LittleEndian(digest[(8 * i)..], state[i]);
        }
    }

    private static void Absorb(Span<ulong> state, ReadOnlySpan<byte> block)
    {
        ReadOnlySpan<ulong> lanes = MemoryMarshal.Cast<byte, ulong>(block);
        for (int i = 0; i < RateLanes; i++)
        {
            state[i] ^= BitConverter.IsLittleEndian ? lanes[i] : BinaryPrimitives.ReverseEndianness(lanes[i]);
        }

        KeccakPermutation.Permute(state);
    }
}
