using System.Numerics;
using Homeostat.Ethereum;
using Homeostat.Ethereum.Abi;

namespace Homeostat.Engine.Devnet.Lyra;

/// <summary>A setter that takes one struct, and that struct's fields.</summary>
internal sealed record LyraSetting(string Target, string Function, IReadOnlyDictionary<string, AbiValue> Fields);

/// <summary>The parameters of a Lyra market, as its own test system sets them (defaultParams of 0.1.3-alpha).</summary>
internal static class LyraParameters
{
    private const int Hour = 3_600;
    private const int Day = 24 * Hour;
    private const int Week = 7 * Day;
    private const int Month = 30 * Day;

    /// <summary>Where Lyra's test system sends the security module's part of fees.</summary>
    private static readonly Address SecurityModule = Address.Parse("0xefeefeefeefeefeefeefeefeefeefeefeefeefee");

    public static readonly AbiValue BaseFeeRate = Wad(0.0075);

    public static readonly AbiValue QuoteFeeRate = Wad(0.005);

    public static readonly LyraSetting[] All =
    [
        new("lyra_option_market", "setOptionMarketParams", Fields(
            ("maxBoardExpiry", 12 * Month), ("securityModule", SecurityModule), ("feePortionReserved", Wad(0.1)),
            ("staticBaseSettlementFee", BaseFeeRate))),
        new("lyra_liquidity_pool", "setLiquidityPoolParameters", Fields(
            ("minDepositWithdraw", Wad(1)), ("depositDelay", Week), ("withdrawalDelay", Week), ("withdrawalFee", Wad(0.01)),
            ("liquidityCBThreshold", Wad(0.01)), ("liquidityCBTimeout", 3 * Day), ("ivVarianceCBThreshold", Wad(0.1)),
            ("skewVarianceCBThreshold", Wad(0.35)), ("ivVarianceCBTimeout", 12 * Hour), ("skewVarianceCBTimeout", 12 * Hour),
            ("guardianMultisig", Address.Zero), ("guardianDelay", 2 * Week), ("boardSettlementCBTimeout", 6 * Hour),
            ("maxFeePaid", Wad(0.01)))),
        new("lyra_hedger", "setPoolHedgerParams", Fields(("interactionDelay", Day), ("hedgeCap", UInt256.MaxValue))),
        new("lyra_greek_cache", "setGreekCacheParameters", Fields(
            ("maxStrikesPerBoard", 30), ("acceptableSpotPricePercentMove", Wad(0.05)), ("staleUpdateDuration", 3 * Hour),
            ("varianceIvGWAVPeriod", Day), ("varianceSkewGWAVPeriod", 3 * Day), ("optionValueIvGWAVPeriod", Day),
            ("optionValueSkewGWAVPeriod", 3 * Day), ("gwavSkewFloor", Wad(0.5)), ("gwavSkewCap", Wad(2)), ("rateAndCarry", Wad(0.05)))),
        new("lyra_greek_cache", "setMinCollateralParameters", Fields(
            ("minStaticQuoteCollateral", Wad(200)), ("minStaticBaseCollateral", Wad(0.2)), ("shockVolA", Wad(2.5)),
            ("shockVolPointA", 2 * Week), ("shockVolB", Wad(1.8)), ("shockVolPointB", 8 * Week), ("callSpotPriceShock", Wad(1.2)),
            ("putSpotPriceShock", Wad(0.8)))),
        new("lyra_greek_cache", "setForceCloseParameters", Fields(
            ("ivGWAVPeriod", 12 * Hour), ("skewGWAVPeriod", Day), ("shortVolShock", Wad(1.2)), ("shortPostCutoffVolShock", Wad(1.4)),
            ("longVolShock", Wad(0.8)), ("longPostCutoffVolShock", Wad(0.5)), ("liquidateVolShock", Wad(1.3)),
            ("liquidatePostCutoffVolShock", Wad(1.6)), ("shortSpotMin", Wad(0.01)), ("liquidateSpotMin", Wad(0.02)))),
        new("lyra_pricer", "setPricingParams", Fields(
            ("optionPriceFeeCoefficient", Wad(0.01)), ("optionPriceFee1xPoint", 6 * Week), ("optionPriceFee2xPoint", 16 * Week),
            ("spotPriceFeeCoefficient", Wad(0.01)), ("spotPriceFee1xPoint", 6 * Week), ("spotPriceFee2xPoint", 12 * Week),
            ("vegaFeeCoefficient", Wad(100)), ("standardSize", Wad(5)), ("skewAdjustmentFactor", Wad(0.75)))),
        new("lyra_pricer", "setTradeLimitParams", Fields(
            ("minDelta", Wad(0.15)), ("minForceCloseDelta", Wad(0.25)), ("tradingCutoff", Day / 2), ("minBaseIV", Wad(0.35)),
            ("maxBaseIV", Wad(2)), ("minSkew", Wad(0.5)), ("maxSkew", Wad(1.5)), ("minVol", Wad(0.55)), ("maxVol", Wad(3)),
            ("absMinSkew", Wad(0.15)), ("absMaxSkew", Wad(5)), ("capSkewsToAbs", false))),
        new("lyra_pricer", "setVarianceFeeParams", Fields(
            ("defaultVarianceFeeCoefficient", Wad(0.25)), ("forceCloseVarianceFeeCoefficient", Wad(0.25)),
            ("skewAdjustmentCoefficient", Wad(3)), ("referenceSkew", Wad(1)), ("minimumStaticSkewAdjustment", Wad(1)),
            ("vegaCoefficient", Wad(0.01)), ("minimumStaticVega", 0), ("ivVarianceCoefficient", Wad(1.5)),
            ("minimumStaticIvVariance", Wad(1)))),
        new("lyra_option_token", "setPartialCollateralParams", Fields(
            ("penaltyRatio", Wad(0.2)), ("liquidatorFeeRatio", Wad(0.4)), ("smFeeRatio", Wad(0.3)), ("minLiquidationFee", Wad(15)))),
    ];

    public static AbiValue RewardAddress => SecurityModule;

    /// <summary>A decimal of 18 places.</summary>
    public static UInt256 Wad(double value) => (UInt256)(new BigInteger(Math.Round(value * 1e9)) * 1_000_000_000);

    /// <summary>The only argument of a function that takes one struct, its fields put in the ABI's order.</summary>
    /// <exception cref="DevnetException">A field of the struct has no value, or a value has no field.</exception>
    public static AbiValue Struct(AbiFunction function, IReadOnlyDictionary<string, AbiValue> fields)
    {
        var declared = ((AbiTupleType)function.Inputs.Components[0].Type).Components;
        return declared.Count == fields.Count && declared.All(d => fields.ContainsKey(d.Name))
            ? AbiValue.Tuple([.. declared.Select(d => fields[d.Name])])
            : throw new DevnetException($"{function.Name} takes {string.Join(", ", declared.Select(d => d.Name))}, not {string.Join(", ", fields.Keys)}");
    }

    private static Dictionary<string, AbiValue> Fields(params (string Name, AbiValue Value)[] fields) =>
        fields.ToDictionary(f => f.Name, f => f.Value, StringComparer.Ordinal);
}
