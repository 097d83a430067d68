using System.Numerics;
using System.Runtime.InteropServices;

namespace Homeostat.Ethereum;

/// <summary>Multiplication and division over spans of limbs, least significant first, for 512-bit intermediates.</summary>
internal static class LimbArithmetic
{
    /// <summary>The full 512-bit product into eight limbs.</summary>
    public static void Multiply(UInt256 left, UInt256 right, Span<ulong> product)
    {
        Span<ulong> a = [left.Limb0, left.Limb1, left.Limb2, left.Limb3];
        Span<ulong> b = [right.Limb0, right.Limb1, right.Limb2, right.Limb3];
        product.Clear();
        for (int i = 0; i < 4; i++)
        {
            ulong carry = 0;
            for (int j = 0; j < 4; j++)
            {
                // At most (2^64-1)^2 + 2(2^64-1) = 2^128-1: never overflows.
                UInt128 sum = ((UInt128)a[i] * b[j]) + product[i + j] + carry;
                product[i + j] = (ulong)sum;
                carry = (ulong)(sum >> 64);
            }

            product[i + 4] = carry;
        }
    }

    /// <summary>Replaces the numerator (4 or 8 limbs) by the quotient and returns the remainder. The divisor is not zero.</summary>
    public static UInt256 Divide(Span<ulong> numerator, UInt256 divisor)
    {
        if ((divisor.Limb1 | divisor.Limb2 | divisor.Limb3) == 0 && divisor.Limb0 <= uint.MaxValue)
        {
            return DivideByDigit(Digits(numerator), (uint)divisor.Limb0);
        }

        Span<ulong> limbs = [divisor.Limb0, divisor.Limb1, divisor.Limb2, divisor.Limb3];
        return DivideByDigits(Digits(numerator), Digits(limbs)[..((divisor.BitLength + 31) / 32)]);
    }

    private static Span<uint> Digits(Span<ulong> limbs) => MemoryMarshal.Cast<ulong, uint>(limbs);

    private static UInt256 DivideByDigit(Span<uint> numerator, uint divisor)
    {
        ulong remainder = 0;
        for (int i = numerator.Length - 1; i >= 0; i--)
        {
            ulong part = (remainder << 32) | numerator[i];
            numerator[i] = (uint)(part / divisor);
            remainder = part % divisor;
        }

        return remainder;
    }

    // Knuth, The Art of Computer Programming vol. 2, 4.3.1, algorithm D, in base 2^32 so that two digits fit a ulong.
    private static UInt256 DivideByDigits(Span<uint> numerator, Span<uint> divisor)
    {
        int n = divisor.Length;
        int shift = BitOperations.LeadingZeroCount(divisor[n - 1]);
        Span<uint> u = stackalloc uint[numerator.Length + 1];
        ShiftLeft(numerator, shift, u);
        Span<uint> v = stackalloc uint[n + 1];
        ShiftLeft(divisor, shift, v);
        v = v[..n];
        numerator.Clear();
        for (int j = u.Length - 1 - n; j >= 0; j--)
        {
            uint digit = EstimateDigit(u.Slice(j, n + 1), v);
            numerator[j] = SubtractProduct(u.Slice(j, n + 1), v, digit);
        }

        return Remainder(u[..n], shift);
    }

    private static uint EstimateDigit(ReadOnlySpan<uint> u, ReadOnlySpan<uint> v)
    {
        int n = v.Length;
        ulong top = ((ulong)u[n] << 32) | u[n - 1];
        ulong digit = top / v[n - 1];
        ulong rest = top % v[n - 1];
        while (digit > uint.MaxValue || digit * v[n - 2] > ((rest << 32) | u[n - 2]))
        {
            digit--;
            rest += v[n - 1];
            if (rest > uint.MaxValue)
            {
                break;
            }
        }

        return (uint)digit;
    }

    /// <summary>u -= digit * v; adds v back once when the estimate was one too large. Returns the digit in truth.</summary>
    private static uint SubtractProduct(Span<uint> u, ReadOnlySpan<uint> v, uint digit)
    {
        ulong carry = 0;
        long borrow = 0;
        for (int i = 0; i < v.Length; i++)
        {
            carry += (ulong)digit * v[i];
            long difference = u[i] - borrow - (uint)carry;
            u[i] = (uint)difference;
            borrow = difference < 0 ? 1 : 0;
            carry >>= 32;
        }

        long last = u[v.Length] - borrow - (long)carry;
        u[v.Length] = (uint)last;
        if (last >= 0)
        {
            return digit;
        }

        ulong sum = 0;
        for (int i = 0; i < v.Length; i++)
        {
            sum += (ulong)u[i] + v[i];
            u[i] = (uint)sum;
            sum >>= 32;
        }

        u[v.Length] += (uint)sum;
        return digit - 1;
    }

    private static void ShiftLeft(ReadOnlySpan<uint> source, int shift, Span<uint> destination)
    {
        ulong carry = 0;
        for (int i = 0; i < source.Length; i++)
        {
            carry |= (ulong)source[i] << shift;
            destination[i] = (uint)carry;
            carry >>= 32;
        }

        destination[source.Length] = (uint)carry;
    }

    private static UInt256 Remainder(ReadOnlySpan<uint> u, int shift)
    {
        Span<ulong> limbs = stackalloc ulong[4];
        limbs.Clear();
        u.CopyTo(Digits(limbs));
        return new UInt256(limbs[0], limbs[1], limbs[2], limbs[3]) >> shift;
    }
}
