using Homeostat.Ethereum;
using Homeostat.Ethereum.Abi;

namespace Homeostat.Engine.Devnet.Curie;

/// <param name="FirstPrice">The index and the pool start here [USD].</param>
public sealed record CurieOptions(double FirstPrice);

/// <summary>
/// Deploys Perpetual Protocol Curie 2.8.4 as its own tests do, every upgradeable contract behind an OpenZeppelin 5
/// TransparentUpgradeableProxy whose ProxyAdmin belongs to <c>upgrade_gate</c>, on a Uniswap v3 pool, with a Chainlink
/// FluxAggregator as index. The deployer owns it until <see cref="HandOverAsync"/>.
/// </summary>
internal sealed class CurieDeployment(Deployment deployment, CurieArtifacts artifacts, Address deployer)
{
    public const int FeedDecimals = 8;
    private const int PoolFee = 10_000;
    private const double Wei = 1e18;

    /// <summary>By exported name; the order is that of their initialisation.</summary>
    public static readonly (string Name, string Contract)[] Proxied =
    [
        ("base_token", "BaseToken"),
        ("quote_token", "QuoteToken"),
        ("clearing_house_config", "ClearingHouseConfig"),
        ("market_registry", "MarketRegistry"),
        ("order_book", "OrderBook"),
        ("insurance_fund", "InsuranceFund"),
        ("account_balance", "AccountBalance"),
        ("exchange", "Exchange"),
        ("vault", "Vault"),
        ("collateral_manager", "CollateralManager"),
        ("clearing_house", "ClearingHouse"),
    ];

    private DevnetChain Chain => deployment.Chain;

    /// <summary>Everything up to an empty market; mined on return.</summary>
    public async Task DeployAsync(CurieOptions options, CancellationToken cancellation)
    {
        await DeployOracleAsync(options, cancellation).ConfigureAwait(false);
        foreach (var (name, contract) in Proxied)
        {
            await ProxyAsync(name, artifacts.Curie(contract), cancellation).ConfigureAwait(false);
        }

        var approval = artifacts.Curie("DelegateApproval");
        deployment.Add("delegate_approval", await Chain.DeployAsync(deployer, approval, [], cancellation).ConfigureAwait(false), approval.Abi);
        await Chain.SettleAsync(cancellation).ConfigureAwait(false);
        await WireAsync(cancellation).ConfigureAwait(false);
        await OpenMarketAsync(options, cancellation).ConfigureAwait(false);
        await AddCollateralAsync(cancellation).ConfigureAwait(false);
    }

    /// <summary>Gives every contract of Curie's to a new owner, which still has to accept: Curie's ownership takes two steps.</summary>
    public async Task HandOverAsync(SafeWallet owner, CancellationToken cancellation)
    {
        foreach (var (name, _) in Proxied)
        {
            await SendAsync(name, "setOwner", [owner.Address], cancellation).ConfigureAwait(false);
        }

        await Chain.SettleAsync(cancellation).ConfigureAwait(false);
        foreach (var (name, _) in Proxied)
        {
            await owner.SendAsync(deployment[name], deployment.Abi(name).Function("updateOwner").EncodeCall(), cancellation).ConfigureAwait(false);
        }

        await Chain.SettleAsync(cancellation).ConfigureAwait(false);
    }

    private async Task DeployOracleAsync(CurieOptions options, CancellationToken cancellation)
    {
        var flux = artifacts.Chainlink("FluxAggregator");
        await AddAsync("aggregator", flux, [deployment["collateral"], 0, 0, Address.Zero, 1, UInt256.One << 120, FeedDecimals, "NEAR / USD"], cancellation).ConfigureAwait(false);
        await AddAsync("price_reporter", deployment.Artifact("PriceReporter"), [deployment["aggregator"], deployment["safe"], deployment["keeper"]], cancellation).ConfigureAwait(false);
        var reporter = AbiValue.Array(deployment["price_reporter"]);
        await SendAsync("aggregator", "changeOracles", [AbiValue.Array(), reporter, reporter, 1, 1, 0], cancellation).ConfigureAwait(false);
        await Chain.SendAsync(deployment.Call(deployment["keeper"], "price_reporter", "report", Answer(options.FirstPrice)), cancellation).ConfigureAwait(false);
        var feed = artifacts.Oracle("ChainlinkPriceFeedV3");
        await AddAsync("price_feed", feed, [deployment["aggregator"], 3600, 900], cancellation).ConfigureAwait(false);
        await AddAsync("price_dispatcher", artifacts.Oracle("PriceFeedDispatcher"), [deployment["price_feed"]], cancellation).ConfigureAwait(false);
        await Chain.SettleAsync(cancellation).ConfigureAwait(false);
    }

    public static UInt256 Answer(double price) => (UInt256)new System.Numerics.BigInteger(Math.Round(price * 1e8));

    private async Task ProxyAsync(string name, ContractArtifact implementation, CancellationToken cancellation)
    {
        var code = await Chain.DeployAsync(deployer, implementation, [], cancellation).ConfigureAwait(false);
        deployment.Add(name + "_implementation", code, implementation.Abi);
        if (name == "quote_token")
        {
            await StepOverAsync(deployment["base_token"], cancellation).ConfigureAwait(false);
        }

        var initialize = implementation.Abi.Function("initialize").EncodeCall(Initializer(name));
        var proxy = await Chain.DeployAsync(
            deployer, artifacts.OpenZeppelin("TransparentUpgradeableProxy"), [code, deployment["upgrade_gate"], initialize], cancellation).ConfigureAwait(false);
        deployment.Add(name, proxy, implementation.Abi);

        // OpenZeppelin's proxy creates its ProxyAdmin in its constructor: its first creation, so nonce 1.
        deployment.Add(name + "_proxy_admin", Address.Create(proxy, 1), artifacts.OpenZeppelin("ProxyAdmin").Abi);
    }

    /// <summary>Curie wants base below quote; each step uses up one nonce, and with it one address that would not do.</summary>
    private async Task StepOverAsync(Address below, CancellationToken cancellation)
    {
        while (Chain.NextCreation(deployer) < below)
        {
            await Chain.SendAsync(DevnetTransaction.Call(deployer, deployer, []), cancellation).ConfigureAwait(false);
        }
    }

    private AbiValue[] Initializer(string name) => name switch
    {
        "base_token" => ["vNEAR", "vNEAR", deployment["price_dispatcher"]],
        "quote_token" => ["vUSD", "vUSD"],
        "clearing_house_config" => [],
        "market_registry" => [deployment["uniswap_factory"], deployment["quote_token"]],
        "order_book" => [deployment["market_registry"]],
        "insurance_fund" => [deployment["collateral"]],
        "account_balance" => [deployment["clearing_house_config"], deployment["order_book"]],
        "exchange" => [deployment["market_registry"], deployment["order_book"], deployment["clearing_house_config"]],
        "vault" => [deployment["insurance_fund"], deployment["clearing_house_config"], deployment["account_balance"], deployment["exchange"]],
        "collateral_manager" =>
        [
            deployment["clearing_house_config"], deployment["vault"], 5, 750_000, 500_000, 2_000, 30_000,
            CurieMarket.Usdc(10_000), CurieMarket.Usdc(500),
        ],
        "clearing_house" =>
        [
            deployment["clearing_house_config"], deployment["vault"], deployment["quote_token"], deployment["uniswap_factory"],
            deployment["exchange"], deployment["account_balance"], deployment["insurance_fund"],
        ],
        _ => throw new ArgumentOutOfRangeException(nameof(name), name, "not a contract of Curie's"),
    };

    private async Task WireAsync(CancellationToken cancellation)
    {
        await SendAsync("exchange", "setAccountBalance", [deployment["account_balance"]], cancellation).ConfigureAwait(false);
        await SendAsync("order_book", "setExchange", [deployment["exchange"]], cancellation).ConfigureAwait(false);
        await SendAsync("insurance_fund", "setVault", [deployment["vault"]], cancellation).ConfigureAwait(false);
        await SendAsync("account_balance", "setVault", [deployment["vault"]], cancellation).ConfigureAwait(false);
        await SendAsync("vault", "setCollateralManager", [deployment["collateral_manager"]], cancellation).ConfigureAwait(false);
        foreach (var name in new[] { "market_registry", "order_book", "exchange", "account_balance", "vault" })
        {
            await SendAsync(name, "setClearingHouse", [deployment["clearing_house"]], cancellation).ConfigureAwait(false);
        }

        await SendAsync("clearing_house", "setDelegateApproval", [deployment["delegate_approval"]], cancellation).ConfigureAwait(false);
        await SendAsync("clearing_house_config", "setSettlementTokenBalanceCap", [UInt256.MaxValue], cancellation).ConfigureAwait(false);
        await Chain.SettleAsync(cancellation).ConfigureAwait(false);
    }

    private async Task OpenMarketAsync(CurieOptions options, CancellationToken cancellation)
    {
        await Chain.SendAsync(
            deployment.Call(deployer, "uniswap_factory", "createPool", deployment["base_token"], deployment["quote_token"], PoolFee), cancellation).ConfigureAwait(false);
        await Chain.SettleAsync(cancellation).ConfigureAwait(false);
        var pool = await deployment.ReadAsync(
            "uniswap_factory", "getPool", [deployment["base_token"], deployment["quote_token"], PoolFee], cancellation).ConfigureAwait(false);
        deployment.Add("pool", pool[0].AsAddress(), artifacts.Uniswap("UniswapV3Pool").Abi);
        await SendAsync("pool", "initialize", [CurieMarket.SqrtPriceX96(options.FirstPrice)], cancellation).ConfigureAwait(false);

        // A fresh storage slot per observation.
        var remember = deployment.Call(deployer, "pool", "increaseObservationCardinalityNext", 500);
        await Chain.SendAsync(remember with { Gas = 14_000_000 }, cancellation).ConfigureAwait(false);
        foreach (var token in new[] { "base_token", "quote_token" })
        {
            await SendAsync(token, "mintMaximumTo", [deployment["clearing_house"]], cancellation).ConfigureAwait(false);
            await SendAsync(token, "addWhitelist", [deployment["clearing_house"]], cancellation).ConfigureAwait(false);
            await SendAsync(token, "addWhitelist", [deployment["pool"]], cancellation).ConfigureAwait(false);
        }

        await Chain.SettleAsync(cancellation).ConfigureAwait(false);
        await SendAsync("market_registry", "addPool", [deployment["base_token"], PoolFee], cancellation).ConfigureAwait(false);
        await SendAsync("market_registry", "setFeeRatio", [deployment["base_token"], 1_000], cancellation).ConfigureAwait(false);
        await SendAsync("market_registry", "setInsuranceFundFeeRatio", [deployment["base_token"], 100_000], cancellation).ConfigureAwait(false);
        await SendAsync("exchange", "setMaxTickCrossedWithinBlock", [deployment["base_token"], 1_000], cancellation).ConfigureAwait(false);
        await AddAsync("lens", deployment.Artifact("Lens"), [deployment["vault"], deployment["account_balance"], deployment["pool"], deployment["base_token"]], cancellation).ConfigureAwait(false);
        await Chain.SendAsync(deployment.Call(deployment["keeper"], "price_feed", "update"), cancellation).ConfigureAwait(false);
        await Chain.SettleAsync(cancellation).ConfigureAwait(false);
    }

    /// <summary>A collateral beside the settlement token, at the market's own index: without one nobody can owe anything.</summary>
    private async Task AddCollateralAsync(CancellationToken cancellation)
    {
        await AddAsync("second_collateral", deployment.Artifact("CollateralToken"), [], cancellation).ConfigureAwait(false);
        await Chain.SettleAsync(cancellation).ConfigureAwait(false);
        await SendAsync(
            "collateral_manager",
            "addCollateral",
            [deployment["second_collateral"], AbiValue.Tuple(deployment["price_dispatcher"], 700_000, 100_000, CurieMarket.Tokens(100_000))],
            cancellation).ConfigureAwait(false);
        await Chain.SettleAsync(cancellation).ConfigureAwait(false);
    }

    private async Task AddAsync(string name, ContractArtifact artifact, AbiValue[] arguments, CancellationToken cancellation) =>
        deployment.Add(name, await Chain.DeployAsync(deployer, artifact, arguments, cancellation).ConfigureAwait(false), artifact.Abi);

    private async Task SendAsync(string target, string function, AbiValue[] arguments, CancellationToken cancellation) =>
        await Chain.SendAsync(deployment.Call(deployer, target, function, arguments), cancellation).ConfigureAwait(false);
}
