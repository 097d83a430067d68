using Homeostat.Ethereum;

namespace Homeostat.Tests.Ethereum;

/// <summary>Damages well-formed data in the ways that attackers and broken links do. The seed is fixed.</summary>
internal sealed class Mutations(int seed)
{
    private static readonly byte[] Extremes = [0x00, 0x01, 0x20, 0x7f, 0x80, 0xb8, 0xbf, 0xc0, 0xf8, 0xff];

    private readonly Random _random = new(seed);

    public byte[] Of(ReadOnlySpan<byte> valid)
    {
        byte[] damaged = valid.ToArray();
        for (int strokes = 1 + _random.Next(3); strokes > 0 && damaged.Length > 0; strokes--)
        {
            damaged = Damage(damaged);
        }

        return damaged;
    }

    public byte[] Noise(int maxLength)
    {
        var noise = new byte[_random.Next(maxLength + 1)];
        _random.NextBytes(noise);
        return noise;
    }

    /// <summary>
    /// Runs a reader of hostile data: it may give a value or refuse, nothing else, and must not allocate more than the data
    /// warrants. Returns whether it gave a value.
    /// </summary>
    public static bool Accepts(byte[] data, Action<byte[]> read)
    {
        const long Fixed = 64 * 1024;
        const long PerByte = 256;
        long before = GC.GetAllocatedBytesForCurrentThread();
        try
        {
            read(data);
            return true;
        }
        catch (EthereumFormatException)
        {
            return false;
        }
        finally
        {
            long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
            if (allocated > Fixed + (PerByte * data.Length))
            {
                Assert.Fail($"{data.Length} bytes made the reader allocate {allocated}: {Hex.Encode(data)}");
            }
        }
    }

    private byte[] Damage(byte[] data)
    {
        int at = _random.Next(data.Length);
        switch (_random.Next(6))
        {
            case 0:
                return data[..at];
            case 1:
                return [.. data, .. Noise(40)];
            case 2:
                data[at] ^= (byte)(1 << _random.Next(8));
                return data;
            case 3:
                data[at] = Extremes[_random.Next(Extremes.Length)];
                return data;
            case 4:
                data.AsSpan(at, Math.Min(32, data.Length - at)).Fill(Extremes[_random.Next(Extremes.Length)]);
                return data;
            default:
                return [.. data[..at], .. data[_random.Next(at + 1)..]];
        }
    }
}
