using Homeostat.Engine.Devnet;
using Homeostat.Engine.Files.Protocols;
using Homeostat.Ethereum.Abi;
using Homeostat.IntegrationTests.Ethereum;

namespace Homeostat.IntegrationTests.Protocols;

/// <summary>Definitions against the ABIs of the real contracts: nothing is forgotten, nothing is misspelt.</summary>
public sealed class CoverageTests
{
    private const string Flux = "@chainlink/contracts/abi/v0.6/FluxAggregator.json";
    private const string Aave = "@aave/core-v3/artifacts/contracts/";
    private const string Lyra = "@lyrafinance/protocol/dist/artifacts/contracts/";
    private const string Perp = "@perp/curie-contract/artifacts/contracts/";

    /// <summary>What a proxy in front of the code emits, which is not in the code's ABI.</summary>
    private static readonly string[] OfProxies = ["Upgraded", "AdminChanged"];

    /// <summary>Protocol, contract in its definition, artefact among the npm packages.</summary>
    public static TheoryData<string, string, string> Contracts { get; } = new()
    {
        { "aave-v3", "addresses", Aave + "protocol/configuration/PoolAddressesProvider.sol/PoolAddressesProvider.json" },
        { "aave-v3", "acl", Aave + "protocol/configuration/ACLManager.sol/ACLManager.json" },
        { "aave-v3", "pool", Aave + "protocol/pool/Pool.sol/Pool.json" },
        { "aave-v3", "configurator", Aave + "protocol/pool/PoolConfigurator.sol/PoolConfigurator.json" },
        { "aave-v3", "oracle", Aave + "misc/AaveOracle.sol/AaveOracle.json" },
        { "aave-v3", "atoken", Aave + "protocol/tokenization/AToken.sol/AToken.json" },
        { "aave-v3", "debt-token", Aave + "protocol/tokenization/VariableDebtToken.sol/VariableDebtToken.json" },
        { "aave-v3", "price-feed", Flux },
        { "lyra", "option-market", Lyra + "OptionMarket.sol/OptionMarket.json" },
        { "lyra", "option-token", Lyra + "OptionToken.sol/OptionToken.json" },
        { "lyra", "liquidity-pool", Lyra + "LiquidityPool.sol/LiquidityPool.json" },
        { "lyra", "liquidity-token", Lyra + "LiquidityToken.sol/LiquidityToken.json" },
        { "lyra", "short-collateral", Lyra + "ShortCollateral.sol/ShortCollateral.json" },
        { "lyra", "greek-cache", Lyra + "OptionGreekCache.sol/OptionGreekCache.json" },
        { "lyra", "pricer", Lyra + "OptionMarketPricer.sol/OptionMarketPricer.json" },
        { "lyra", "hedger", Lyra + "ShortPoolHedger.sol/ShortPoolHedger.json" },
        { "lyra", "synthetix-adapter", Lyra + "SynthetixAdapter.sol/SynthetixAdapter.json" },
        { "lyra", "registry", Lyra + "periphery/LyraRegistry.sol/LyraRegistry.json" },
        { "lyra", "keeper-helper", Lyra + "periphery/KeeperHelper.sol/KeeperHelper.json" },
        { "lyra", "price-feed", Flux },
        { "curie", "base-token", Perp + "BaseToken.sol/BaseToken.json" },
        { "curie", "quote-token", Perp + "QuoteToken.sol/QuoteToken.json" },
        { "curie", "clearing-house-config", Perp + "ClearingHouseConfig.sol/ClearingHouseConfig.json" },
        { "curie", "market-registry", Perp + "MarketRegistry.sol/MarketRegistry.json" },
        { "curie", "order-book", Perp + "OrderBook.sol/OrderBook.json" },
        { "curie", "insurance-fund", Perp + "InsuranceFund.sol/InsuranceFund.json" },
        { "curie", "account-balance", Perp + "AccountBalance.sol/AccountBalance.json" },
        { "curie", "exchange", Perp + "Exchange.sol/Exchange.json" },
        { "curie", "vault", Perp + "Vault.sol/Vault.json" },
        { "curie", "collateral-manager", Perp + "CollateralManager.sol/CollateralManager.json" },
        { "curie", "clearing-house", Perp + "ClearingHouse.sol/ClearingHouse.json" },
        { "curie", "pool", "@uniswap/v3-core/artifacts/contracts/UniswapV3Pool.sol/UniswapV3Pool.json" },
        { "curie", "index-feed", Flux },
        { "curie", "access-manager", "@openzeppelin/contracts/build/contracts/AccessManager.json" },
    };

    [Theory]
    [MemberData(nameof(Contracts))]
    public async Task Every_event_is_mapped_or_left_out_on_purpose(string protocol, string contract, string artifact)
    {
        ContractAbi abi = await AbiAsync(artifact);
        ProtocolDocument document = Definition.Unbound(protocol);
        AbiEvent[] mapped = [.. document.Decoding.Events.Where(e => GroupOf(document, e.Group) == contract).Select(e => e.Event.Declared)];
        string[] left = [.. Left(document, contract).SelectMany(entry => entry.Events)];

        Assert.Equal([], abi.Events.Where(e => !mapped.Any(m => m.Topic0 == e.Topic0) && !left.Contains(e.Name)).Select(e => e.Signature));
        Assert.Equal([], mapped.Select(m => m.Name).Intersect(left));
        Assert.Equal([], left.Except(abi.Events.Select(e => e.Name)));
        Assert.Equal([], mapped.Where(m => !OfProxies.Contains(m.Name) && !abi.Events.Any(e => IsSame(e, m))).Select(m => m.Signature));
    }

    [Theory]
    [MemberData(nameof(Contracts))]
    public async Task Every_function_that_changes_something_is_mapped_or_left_out_on_purpose(string protocol, string contract, string artifact)
    {
        ContractAbi abi = await AbiAsync(artifact);
        ProtocolDocument document = Definition.Unbound(protocol);
        AbiFunction[] changing = [.. abi.Functions.Where(f => f.Mutability is StateMutability.NonPayable or StateMutability.Payable)];
        AbiFunction[] mapped = [.. document.Decoding.Calls.Where(c => GroupOf(document, c.Group) == contract).Select(c => c.Declared)];
        string[] left = [.. Left(document, contract).SelectMany(entry => entry.Functions)];

        Assert.Equal([], changing.Where(f => !mapped.Any(m => m.Selector == f.Selector) && !left.Contains(f.Name)).Select(f => f.Signature));
        Assert.Equal([], mapped.Select(m => m.Name).Intersect(left));
        Assert.Equal([], left.Except(changing.Select(f => f.Name)));
        Assert.Equal([], mapped.Where(m => !changing.Any(f => f.Selector == m.Selector)).Select(m => m.Signature));
    }

    [Theory]
    [InlineData("aave-v3")]
    [InlineData("lyra")]
    [InlineData("curie")]
    public void Whatever_is_left_out_has_a_reason(string protocol) =>
        Assert.All(Definition.Unbound(protocol).Unmapped, entry => Assert.NotEmpty(entry.Why));

    private static async Task<ContractAbi> AbiAsync(string artifact)
    {
        await NpmPackages.EnsureAsync(AnvilFixture.Checkout, _ => { }, TestContext.Current.CancellationToken);
        return ContractArtifact.AbiOf(Path.Combine(AnvilFixture.Checkout.Packages, artifact));
    }

    /// <summary>Also by which arguments are indexed, which the topic does not tell.</summary>
    private static bool IsSame(AbiEvent a, AbiEvent b) =>
        a.Topic0 == b.Topic0 && a.Inputs.Components.Select(c => c.IsIndexed).SequenceEqual(b.Inputs.Components.Select(c => c.IsIndexed));

    private static string GroupOf(ProtocolDocument document, int group) => document.Decoding.Groups[group].Slug;

    private static IEnumerable<UnmappedEntry> Left(ProtocolDocument document, string contract) => document.Unmapped.Where(u => u.Contract == contract);
}
