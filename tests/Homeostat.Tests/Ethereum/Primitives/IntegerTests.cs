using System.Numerics;
using Homeostat.Ethereum;

namespace Homeostat.Tests.Ethereum.Primitives;

/// <summary>The 256-bit integers against <see cref="BigInteger"/>, on values around limb boundaries.</summary>
public sealed class IntegerTests
{
    private const int Rounds = 4_000;
    private static readonly BigInteger Modulus = BigInteger.One << 256;
    private static readonly BigInteger HalfModulus = BigInteger.One << 255;

    private readonly Random _random = new(9);

    [Fact]
    public void Unsigned_arithmetic_is_exact_or_overflows()
    {
        for (int i = 0; i < Rounds; i++)
        {
            (BigInteger a, BigInteger b) = (Next(), Next());
            (UInt256 x, UInt256 y) = (UInt256.FromBigInteger(a), UInt256.FromBigInteger(b));

            AssertUnsigned(a + b, () => x + y);
            AssertUnsigned(a - b, () => x - y);
            AssertUnsigned(a * b, () => x * y);
            Assert.Equal(a.CompareTo(b), x.CompareTo(y));
            Assert.Equal(a & b, (x & y).ToBigInteger());
            Assert.Equal(a | b, (x | y).ToBigInteger());
            Assert.Equal(a ^ b, (x ^ y).ToBigInteger());
            Assert.Equal(Modulus - 1 - a, (~x).ToBigInteger());
            if (!b.IsZero)
            {
                Assert.Equal(a / b, (x / y).ToBigInteger());
                Assert.Equal(a % b, (x % y).ToBigInteger());
                BigInteger c = Next();
                AssertUnsigned(a * c / b, () => UInt256.MulDiv(x, UInt256.FromBigInteger(c), y));
            }
        }
    }

    [Fact]
    public void Signed_arithmetic_is_exact_or_overflows()
    {
        for (int i = 0; i < Rounds; i++)
        {
            (BigInteger a, BigInteger b) = (Next() - HalfModulus, Next() - HalfModulus);
            (Int256 x, Int256 y) = (Int256.FromBigInteger(a), Int256.FromBigInteger(b));

            AssertSigned(a + b, () => x + y);
            AssertSigned(a - b, () => x - y);
            AssertSigned(-a, () => -x);
            Assert.Equal(a.CompareTo(b), x.CompareTo(y));
            Assert.Equal(BigInteger.Abs(a), x.Magnitude.ToBigInteger());
            Assert.Equal(x, Int256.Parse(x.ToString()));
        }
    }

    [Fact]
    public void Shifts_by_any_count_are_those_of_the_whole_number()
    {
        for (int i = 0; i < 100; i++)
        {
            BigInteger a = Next();
            var x = UInt256.FromBigInteger(a);
            for (int count = 0; count < 256; count++)
            {
                Assert.Equal((a << count) % Modulus, (x << count).ToBigInteger());
                Assert.Equal(a >> count, (x >> count).ToBigInteger());
            }
        }
    }

    [Fact]
    public void Every_text_form_reads_back()
    {
        for (int i = 0; i < Rounds; i++)
        {
            BigInteger a = Next();
            var x = UInt256.FromBigInteger(a);

            Assert.Equal(a.ToString(System.Globalization.CultureInfo.InvariantCulture), x.ToString());
            Assert.Equal(x, UInt256.Parse(x.ToString()));
            Assert.Equal(x, UInt256.Parse(x.ToQuantity()));
            Assert.Equal((int)a.GetBitLength(), x.BitLength);
            Assert.Equal((double)a, x.ToDouble(), Math.Max(1, (double)a) * 1e-15);
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("0x")]
    [InlineData("-1")]
    [InlineData("+1")]
    [InlineData(" 1")]
    [InlineData("1e3")]
    [InlineData("0xg")]
    [InlineData("0x0x1")]
    [InlineData("0x10000000000000000000000000000000000000000000000000000000000000000")]
    [InlineData("115792089237316195423570985008687907853269984665640564039457584007913129639936")]
    public void No_number_is_no_number(string text) => Assert.Throws<EthereumFormatException>(() => UInt256.Parse(text));

    [Fact]
    public void Division_by_zero_is_an_error()
    {
        Assert.Throws<DivideByZeroException>(() => UInt256.One / UInt256.Zero);
        Assert.Throws<DivideByZeroException>(() => UInt256.One % UInt256.Zero);
        Assert.Throws<DivideByZeroException>(() => UInt256.MulDiv(UInt256.One, UInt256.One, UInt256.Zero));
    }

    private static void AssertUnsigned(BigInteger expected, Func<UInt256> compute)
    {
        if (expected.Sign < 0 || expected >= Modulus)
        {
            Assert.Throws<OverflowException>(() => compute());
        }
        else
        {
            Assert.Equal(expected, compute().ToBigInteger());
        }
    }

    private static void AssertSigned(BigInteger expected, Func<Int256> compute)
    {
        if (expected < -HalfModulus || expected >= HalfModulus)
        {
            Assert.Throws<OverflowException>(() => compute());
        }
        else
        {
            Assert.Equal(expected, compute().ToBigInteger());
        }
    }

    // Limbs of all zeros and all ones are where carries and quotient estimates go wrong.
    private BigInteger Next()
    {
        BigInteger value = 0;
        for (int limb = _random.Next(5); limb > 0; limb--)
        {
            ulong next = _random.Next(5) switch
            {
                0 => 0,
                1 => ulong.MaxValue,
                2 => 1UL << 63,
                3 => (ulong)_random.Next(3),
                _ => (ulong)_random.NextInt64(long.MinValue, long.MaxValue),
            };
            value = (value << 64) | next;
        }

        return value;
    }
}
