using Homeostat.Ethereum;
using Homeostat.Ethereum.Abi;

namespace Homeostat.Core.Chain.Decoding;

/// <summary>How a word's integer becomes a number.</summary>
public enum NumberForm
{
    /// <summary>x / divisor, x unsigned.</summary>
    Unsigned,

    /// <summary>x / divisor, x in two's complement.</summary>
    Signed,

    /// <summary>(x / 2^96)² / divisor: a price from the square root that Uniswap v3 keeps as Q64.96.</summary>
    SquareRootX96,
}

/// <summary>A number in an event or call: an argument in its unit, optionally times another, optionally negated.</summary>
/// <param name="Divisor">What one unit of the fact is in units of the argument, mostly 10^decimals.</param>
/// <param name="Times">A second factor, or null.</param>
public sealed record NumberSource(WordPlace Place, NumberForm Form, double Divisor, bool Negate, NumberSource? Times)
{
    private static readonly double TwoTo192 = Math.Pow(2, 192);

    /// <summary>Zero, for what an event does not say.</summary>
    public static NumberSource None { get; } = new(default, NumberForm.Unsigned, double.PositiveInfinity, Negate: false, null);

    /// <summary>The divisor is what the market's own base unit is, whatever <see cref="Divisor"/> says.</summary>
    public bool InMarketUnits { get; init; }

    /// <param name="marketUnit">The base unit of the market that the fact is about; 1 where it is about none.</param>
    public double Read(in ArgumentWords words, double marketUnit)
    {
        if (double.IsPositiveInfinity(Divisor))
        {
            return 0;
        }

        var value = Magnitude(words.Word(Place)) / (InMarketUnits ? marketUnit : Divisor);
        value = Times is null ? value : value * Times.Read(words, marketUnit);
        return Negate ? -value : value;
    }

    private double Magnitude(ReadOnlySpan<byte> word)
    {
        switch (Form)
        {
            case NumberForm.Signed:
                return Int256.FromBigEndian(word).ToDouble();
            case NumberForm.SquareRootX96:
                var root = UInt256.FromBigEndian(word).ToDouble();
                return root * root / TwoTo192;
            default:
                return UInt256.FromBigEndian(word).ToDouble();
        }
    }
}
