using System.Globalization;
using System.Numerics;
using Homeostat.Ethereum;

namespace Homeostat.Engine.Devnet.Aave;

/// <summary>An asset that a deployed Aave lends. Ratios are in basis points, as Aave counts them.</summary>
/// <param name="PriceUsd">What its feed says at first [USD].</param>
/// <param name="LtvBps">How much may be borrowed against it.</param>
/// <param name="LiquidationThresholdBps">How much may be owed against it before anybody may liquidate.</param>
/// <param name="LiquidationBonusBps">What a liquidator gets for each unit repaid; above 10,000.</param>
public sealed record AaveReserve(
    string Symbol,
    int Decimals,
    double PriceUsd,
    int LtvBps,
    int LiquidationThresholdBps,
    int LiquidationBonusBps)
{
    /// <summary>Two volatile assets and a dollar, with the ratios that Aave v3 had for them on its first networks.</summary>
    public static IReadOnlyList<AaveReserve> Usual { get; } =
    [
        new("WETH", 18, 2_000, 8_000, 8_250, 10_500),
        new("WBTC", 8, 40_000, 7_000, 7_500, 10_650),
        new("USDC", 6, 1, 8_000, 8_500, 10_500),
    ];

    /// <summary>Of the underlying token; derived names begin with it.</summary>
    public string Name => NameOf(Symbol);

    public static string NameOf(string symbol) => "aave_" + symbol.ToLower(CultureInfo.InvariantCulture);

    public UInt256 Units(double amount) => (UInt256)new BigInteger(Math.Floor(amount * Math.Pow(10, Decimals)));

    public double Amount(UInt256 units) => units.ToDouble() / Math.Pow(10, Decimals);
}
