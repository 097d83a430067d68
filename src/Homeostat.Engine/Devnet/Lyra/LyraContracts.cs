namespace Homeostat.Engine.Devnet.Lyra;

/// <param name="Name">What it is called on the devnet.</param>
/// <param name="Contract">Of Lyra's.</param>
/// <param name="Folder">Below its package's contracts.</param>
/// <param name="Arguments">Of the constructor: texts only, and only for tokens.</param>
internal sealed record LyraContract(string Name, string Contract, string Folder, string[] Arguments);

/// <param name="Arguments">Names of contracts on the devnet.</param>
internal sealed record LyraWiring(string Target, string Function, string[] Arguments);

/// <summary>
/// What Lyra's own <c>deployTestSystem</c> deploys for one market, and how it ties it together, in its order. Synthetix
/// is the stand-in of Lyra's package, but for its rates: those are ours and read a Chainlink aggregator.
/// </summary>
internal static class LyraContracts
{
    public static readonly LyraContract[] All =
    [
        Core("lyra_synthetix_adapter", "SynthetixAdapter"),
        Periphery("lyra_registry", "LyraRegistry"),
        Periphery("lyra_viewer", "OptionMarketViewer"),
        Periphery("lyra_fee_counter", "BasicFeeCounter"),
        Test("lyra_exchanger", "TestExchanger"),
        Test("lyra_quote", "TestERC20Fail", "Synthetic USD", "sUSD"),
        Test("lyra_synthetix", "TestSynthetixReturnZero"),
        Test("lyra_delegate_approvals", "TestDelegateApprovals"),
        Test("lyra_collateral_short", "TestCollateralShort"),
        Test("lyra_address_resolver", "TestAddressResolver"),
        Core("lyra_option_market", "OptionMarket"),
        Core("lyra_pricer", "OptionMarketPricer"),
        Core("lyra_greek_cache", "OptionGreekCache"),
        Core("lyra_liquidity_pool", "LiquidityPool"),
        Core("lyra_liquidity_token", "LiquidityToken", "sUSD/sETH Pool Tokens", "LyraELPT"),
        Periphery("lyra_liquidity_counter", "BasicLiquidityCounter"),
        Core("lyra_option_token", "OptionToken", "sUSD/sETH Option Tokens", "LyraEOT"),
        Core("lyra_short_collateral", "ShortCollateral"),
        Core("lyra_hedger", "ShortPoolHedger"),
        Periphery("lyra_gwav_oracle", "GWAVOracle"),
        Periphery("lyra_keeper_helper", "KeeperHelper"),
        Test("lyra_base", "TestERC20Fail", "Synthetic ETH", "sETH"),
    ];

    public static readonly LyraWiring[] Synthetix =
    [
        new("lyra_synthetix", "init", ["lyra_synthetix_adapter", "lyra_quote", "lyra_address_resolver"]),
        new("lyra_collateral_short", "init", ["lyra_synthetix_adapter", "lyra_quote"]),
        new("lyra_synthetix_adapter", "initialize", []),
        new("lyra_synthetix_adapter", "setAddressResolver", ["lyra_address_resolver"]),
        new("lyra_synthetix_adapter", "updateSynthetixAddresses", []),
        new("lyra_viewer", "init", ["lyra_synthetix_adapter"]),
    ];

    public static readonly LyraWiring[] Market =
    [
        new(
            "lyra_option_market",
            "init",
            [
                "lyra_synthetix_adapter", "lyra_liquidity_pool", "lyra_pricer", "lyra_greek_cache", "lyra_short_collateral",
                "lyra_option_token", "lyra_quote", "lyra_base",
            ]),
        new("lyra_pricer", "init", ["lyra_option_market", "lyra_greek_cache"]),
        new("lyra_greek_cache", "init", ["lyra_synthetix_adapter", "lyra_option_market", "lyra_pricer"]),
        new(
            "lyra_liquidity_pool",
            "init",
            [
                "lyra_synthetix_adapter", "lyra_option_market", "lyra_liquidity_token", "lyra_greek_cache", "lyra_hedger",
                "lyra_short_collateral", "lyra_quote", "lyra_base",
            ]),
        new("lyra_liquidity_token", "init", ["lyra_liquidity_pool"]),
        new(
            "lyra_hedger",
            "init",
            ["lyra_synthetix_adapter", "lyra_option_market", "lyra_greek_cache", "lyra_liquidity_pool", "lyra_quote", "lyra_base"]),
        new(
            "lyra_short_collateral",
            "init",
            ["lyra_option_market", "lyra_liquidity_pool", "lyra_option_token", "lyra_synthetix_adapter", "lyra_quote", "lyra_base"]),
        new("lyra_option_token", "init", ["lyra_option_market", "lyra_greek_cache", "lyra_short_collateral", "lyra_synthetix_adapter"]),
        new("lyra_gwav_oracle", "init", ["lyra_option_market", "lyra_greek_cache", "lyra_synthetix_adapter"]),
        new("lyra_keeper_helper", "init", ["lyra_option_market", "lyra_short_collateral", "lyra_greek_cache"]),
    ];

    /// <summary>What the viewer and the registry are told about a market, by the names of their struct's fields.</summary>
    public static readonly (string Field, string Name)[] Addresses =
    [
        ("liquidityPool", "lyra_liquidity_pool"),
        ("liquidityToken", "lyra_liquidity_token"),
        ("greekCache", "lyra_greek_cache"),
        ("optionMarket", "lyra_option_market"),
        ("optionMarketPricer", "lyra_pricer"),
        ("optionToken", "lyra_option_token"),
        ("poolHedger", "lyra_hedger"),
        ("shortCollateral", "lyra_short_collateral"),
        ("gwavOracle", "lyra_gwav_oracle"),
        ("quoteAsset", "lyra_quote"),
        ("baseAsset", "lyra_base"),
    ];

    private static LyraContract Core(string name, string contract, params string[] arguments) => new(name, contract, "", arguments);

    private static LyraContract Periphery(string name, string contract) => new(name, contract, "periphery", []);

    private static LyraContract Test(string name, string contract, params string[] arguments) => new(name, contract, "test-helpers", arguments);
}
