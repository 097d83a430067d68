using System.Collections.Immutable;
using System.Numerics;
using Homeostat.Engine.Files;

namespace Homeostat.Engine.Drill;

/// <summary>An argument as written; what it encodes to depends on the parameter's type and on the deployment.</summary>
/// <param name="Written">The text in the file: what a <c>string</c> parameter takes, whatever it looks like.</param>
public abstract record Argument(FilePlace Place, string Written)
{
    /// <param name="Value">Less than 2²⁵⁶ in magnitude.</param>
    public sealed record Number(FilePlace Place, string Written, BigInteger Value) : Argument(Place, Written);

    /// <summary>A decimal amount in a unit: value = Digits · 10^(decimals of the unit − Decimals), always whole.</summary>
    /// <param name="Digits">All digits without the point.</param>
    /// <param name="Decimals">How many of them stand after the point.</param>
    public sealed record Amount(FilePlace Place, string Written, BigInteger Digits, int Decimals, AmountUnit Unit)
        : Argument(Place, Written)
    {
        /// <summary>In the smallest unit. Exact, or null: 0.0000001 usd is no whole number of units of 6 decimals.</summary>
        /// <param name="settlementDecimals">Of the token that counts as USD.</param>
        public BigInteger? InSmallest(int settlementDecimals)
        {
            var unit = Unit switch
            {
                AmountUnit.Usd => settlementDecimals,
                AmountUnit.Ether => 18,
                AmountUnit.Gwei => 9,
                _ => 0,
            };
            if (unit >= Decimals)
            {
                return Digits * BigInteger.Pow(10, unit - Decimals);
            }

            var value = BigInteger.DivRem(Digits, BigInteger.Pow(10, Decimals - unit), out var rest);
            return rest.IsZero ? value : null;
        }
    }

    public sealed record Flag(FilePlace Place, string Written, bool Value) : Argument(Place, Written);

    /// <summary><c>0x…</c>: an address, bytes or a number, as the parameter wants.</summary>
    /// <param name="Digits">After the 0x, lower case; may be odd in number only for a number.</param>
    public sealed record Hex(FilePlace Place, string Written, string Digits) : Argument(Place, Written);

    /// <summary><c>$name</c>: the address of an actor, a contract or something that the deployment exports.</summary>
    public sealed record Name(FilePlace Place, string Written, string Of) : Argument(Place, Written);

    public sealed record Text(FilePlace Place, string Written) : Argument(Place, Written);

    /// <summary>An array, or a tuple's members in order.</summary>
    public sealed record List(FilePlace Place, ImmutableArray<Argument> Items) : Argument(Place, $"[{string.Join(", ", Items.Select(i => i.Written))}]");
}

public enum AmountUnit
{
    /// <summary>The settlement token, which counts as one USD.</summary>
    Usd,
    Ether,
    Gwei,
    Wei,
}
