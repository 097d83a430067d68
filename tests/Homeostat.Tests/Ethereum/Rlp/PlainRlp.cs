using System.Numerics;

namespace Homeostat.Tests.Ethereum.Rlp;

/// <summary>RLP (yellow paper, appendix B) written down once more, as plainly as possible: to hold the real reader against.</summary>
internal static class PlainRlp
{
    /// <summary>A byte[] or an object[] of such; null for what is not the canonical encoding of one item.</summary>
    public static object? Decode(byte[] data, int maxDepth) => Item(data, 0, maxDepth) is var (item, end) && end == data.Length ? item : null;

    private static (object Item, int End)? Item(byte[] data, int at, int depth)
    {
        if (at >= data.Length)
        {
            return null;
        }

        int first = data[at];
        return first switch
        {
            < 0x80 => (new[] { data[at] }, at + 1),
            < 0xb8 => Text(data, at + 1, first - 0x80),
            < 0xc0 => Length(data, at + 1, first - 0xb7) is { } length ? Text(data, at + 1 + first - 0xb7, length) : null,
            < 0xf8 => List(data, at + 1, first - 0xc0, depth),
            _ => Length(data, at + 1, first - 0xf7) is { } length ? List(data, at + 1 + first - 0xf7, length, depth) : null,
        };
    }

    private static BigInteger? Length(byte[] data, int at, int bytes)
    {
        if (at + bytes > data.Length || data[at] == 0)
        {
            return null;
        }

        var length = new BigInteger(data.AsSpan(at, bytes), isUnsigned: true, isBigEndian: true);
        return length > 55 ? length : null;
    }

    private static (object Item, int End)? Text(byte[] data, int at, BigInteger length)
    {
        if (at + length > data.Length || (length == 1 && data[at] < 0x80))
        {
            return null;
        }

        int end = at + (int)length;
        return (data[at..end], end);
    }

    private static (object Item, int End)? List(byte[] data, int at, BigInteger length, int depth)
    {
        if (at + length > data.Length || depth == 0)
        {
            return null;
        }

        // The items end where the list does: what is behind it is not theirs.
        byte[] payload = data[at..(at + (int)length)];
        var items = new List<object>();
        for (int next = 0; next < payload.Length;)
        {
            if (Item(payload, next, depth - 1) is not var (item, end))
            {
                return null;
            }

            items.Add(item);
            next = end;
        }

        return (items.ToArray(), at + payload.Length);
    }
}
