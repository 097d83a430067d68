namespace Homeostat.Ethereum;

public readonly partial struct UInt256
{
    public static UInt256 operator +(UInt256 left, UInt256 right)
    {
        UInt256 sum = AddCarry(left, right, out bool carry);
        return carry ? throw Overflow() : sum;
    }

    public static UInt256 operator -(UInt256 left, UInt256 right) =>
        left < right ? throw Overflow() : SubtractWrapping(left, right);

    public static UInt256 operator *(UInt256 left, UInt256 right)
    {
        if (left.FitsUInt64 && right.FitsUInt64)
        {
            ulong high = Math.BigMul(left._l0, right._l0, out ulong low);
            return new UInt256(low, high, 0, 0);
        }

        Span<ulong> product = stackalloc ulong[8];
        LimbArithmetic.Multiply(left, right, product);
        return FitsFourLimbs(product) ? FromLimbs(product) : throw Overflow();
    }

    public static UInt256 operator /(UInt256 left, UInt256 right) => DivRem(left, right).Quotient;

    public static UInt256 operator %(UInt256 left, UInt256 right) => DivRem(left, right).Remainder;

    public static (UInt256 Quotient, UInt256 Remainder) DivRem(UInt256 left, UInt256 right)
    {
        if (right.IsZero)
        {
            throw new DivideByZeroException();
        }

        if (left.FitsUInt64 && right.FitsUInt64)
        {
            (ulong quotient, ulong remainder) = Math.DivRem(left._l0, right._l0);
            return (quotient, remainder);
        }

        Span<ulong> numerator = [left._l0, left._l1, left._l2, left._l3];
        UInt256 rest = LimbArithmetic.Divide(numerator, right);
        return (FromLimbs(numerator), rest);
    }

    /// <summary>floor(left * right / divisor) with a 512-bit product; throws when the quotient does not fit.</summary>
    public static UInt256 MulDiv(UInt256 left, UInt256 right, UInt256 divisor)
    {
        if (divisor.IsZero)
        {
            throw new DivideByZeroException();
        }

        Span<ulong> product = stackalloc ulong[8];
        LimbArithmetic.Multiply(left, right, product);
        LimbArithmetic.Divide(product, divisor);
        return FitsFourLimbs(product) ? FromLimbs(product) : throw Overflow();
    }

    /// <summary>Bits that leave the top are lost, as in every shift of C#; a count of 256 or more gives zero.</summary>
    public static UInt256 operator <<(UInt256 value, int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        Span<ulong> limbs = [value._l0, value._l1, value._l2, value._l3];
        Span<ulong> shifted = stackalloc ulong[4];
        shifted.Clear();
        int words = count / 64;
        int bits = count % 64;
        for (int i = 3; i >= words; i--)
        {
            ulong below = i - words > 0 && bits > 0 ? limbs[i - words - 1] >> (64 - bits) : 0;
            shifted[i] = (limbs[i - words] << bits) | below;
        }

        return FromLimbs(shifted);
    }

    public static UInt256 operator >>(UInt256 value, int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        Span<ulong> limbs = [value._l0, value._l1, value._l2, value._l3];
        Span<ulong> shifted = stackalloc ulong[4];
        shifted.Clear();
        int words = count / 64;
        int bits = count % 64;
        for (int i = 0; i + words < 4; i++)
        {
            ulong above = i + words < 3 && bits > 0 ? limbs[i + words + 1] << (64 - bits) : 0;
            shifted[i] = (limbs[i + words] >> bits) | above;
        }

        return FromLimbs(shifted);
    }

    public static UInt256 operator &(UInt256 left, UInt256 right) =>
        new(left._l0 & right._l0, left._l1 & right._l1, left._l2 & right._l2, left._l3 & right._l3);

    public static UInt256 operator |(UInt256 left, UInt256 right) =>
        new(left._l0 | right._l0, left._l1 | right._l1, left._l2 | right._l2, left._l3 | right._l3);

    public static UInt256 operator ^(UInt256 left, UInt256 right) =>
        new(left._l0 ^ right._l0, left._l1 ^ right._l1, left._l2 ^ right._l2, left._l3 ^ right._l3);

    public static UInt256 operator ~(UInt256 value) => new(~value._l0, ~value._l1, ~value._l2, ~value._l3);

    /// <summary>The sum modulo 2^256 and whether it left the range.</summary>
    internal static UInt256 AddCarry(UInt256 left, UInt256 right, out bool carry)
    {
        UInt128 sum = (UInt128)left._l0 + right._l0;
        var l0 = (ulong)sum;
        sum = (UInt128)left._l1 + right._l1 + (ulong)(sum >> 64);
        var l1 = (ulong)sum;
        sum = (UInt128)left._l2 + right._l2 + (ulong)(sum >> 64);
        var l2 = (ulong)sum;
        sum = (UInt128)left._l3 + right._l3 + (ulong)(sum >> 64);
        carry = (ulong)(sum >> 64) != 0;
        return new UInt256(l0, l1, l2, (ulong)sum);
    }

    internal static UInt256 SubtractWrapping(UInt256 left, UInt256 right)
    {
        UInt256 result = AddCarry(left, ~right, out _);
        return AddCarry(result, One, out _);
    }

    private static UInt256 FromLimbs(ReadOnlySpan<ulong> limbs) => new(limbs[0], limbs[1], limbs[2], limbs[3]);

    private static bool FitsFourLimbs(ReadOnlySpan<ulong> limbs) => (limbs[4] | limbs[5] | limbs[6] | limbs[7]) == 0;

    private static OverflowException Overflow() => new("The result does not fit 256 unsigned bits.");
}
