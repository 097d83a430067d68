using Homeostat.Ethereum;
using Homeostat.Ethereum.Abi;

namespace Homeostat.Engine.Devnet.Aave;

/// <param name="Reserves">Listed in this order.</param>
/// <param name="Feeds">Who sets the prices.</param>
public sealed record AaveOptions(IReadOnlyList<AaveReserve> Reserves, FeedKeys Feeds);

/// <summary>
/// Deploys Aave v3 (core 1.19.3) as its own deployment does: the addresses provider creates and owns the proxies of the
/// pool and of its configurator, the configurator those of the tokens. The deployer holds every role.
/// </summary>
public sealed class AaveDeployment
{
    /// <summary>Enough for a call that creates several proxies.</summary>
    private const ulong CreationGas = 14_000_000;
    private const int MarketId = 1;

    private readonly Deployment _deployment;
    private readonly AaveArtifacts _artifacts;
    private readonly Address _deployer;

    public AaveDeployment(Checkout checkout, Deployment deployment, Address deployer)
    {
        _deployment = deployment;
        _artifacts = new AaveArtifacts(checkout);
        _deployer = deployer;
    }

    private DevnetChain Chain => _deployment.Chain;

    /// <summary>Everything up to empty reserves that may be supplied and borrowed; mined on return.</summary>
    public async Task DeployAsync(AaveOptions options, CancellationToken cancellation)
    {
        await DeployLibrariesAsync(cancellation).ConfigureAwait(false);
        await DeployRegistryAsync(cancellation).ConfigureAwait(false);
        await DeployPoolAsync(cancellation).ConfigureAwait(false);
        await DeployOracleAsync(options, cancellation).ConfigureAwait(false);
        var listing = new AaveListing(_deployment, _artifacts, _deployer);
        await listing.DeployTokensAsync(cancellation).ConfigureAwait(false);
        foreach (var reserve in options.Reserves)
        {
            await listing.ListAsync(reserve, cancellation).ConfigureAwait(false);
        }
    }

    private async Task DeployLibrariesAsync(CancellationToken cancellation)
    {
        foreach (var library in AaveArtifacts.Libraries)
        {
            _artifacts.Stands(library, await Chain.DeployAsync(_deployer, _artifacts.Library(library), [], cancellation).ConfigureAwait(false));
        }

        await Chain.SettleAsync(cancellation).ConfigureAwait(false);
    }

    private async Task DeployRegistryAsync(CancellationToken cancellation)
    {
        await AddAsync("aave_registry", _artifacts.Configuration("PoolAddressesProviderRegistry"), [_deployer], cancellation).ConfigureAwait(false);
        await AddAsync("aave_addresses", _artifacts.Configuration("PoolAddressesProvider"), ["Devnet", _deployer], cancellation).ConfigureAwait(false);
        await SendAsync("aave_registry", "registerAddressesProvider", [_deployment["aave_addresses"], MarketId], cancellation).ConfigureAwait(false);
        await SendAsync("aave_addresses", "setACLAdmin", [_deployer], cancellation).ConfigureAwait(false);
        await Chain.SettleAsync(cancellation).ConfigureAwait(false);

        // Its constructor makes the ACL admin of that moment the holder of its first role.
        await AddAsync("aave_acl", _artifacts.Configuration("ACLManager"), [_deployment["aave_addresses"]], cancellation).ConfigureAwait(false);
        await SendAsync("aave_addresses", "setACLManager", [_deployment["aave_acl"]], cancellation).ConfigureAwait(false);
        await SendAsync("aave_acl", "addPoolAdmin", [_deployer], cancellation).ConfigureAwait(false);
        await SendAsync("aave_acl", "addEmergencyAdmin", [_deployer], cancellation).ConfigureAwait(false);
        await SendAsync("aave_acl", "addRiskAdmin", [_deployer], cancellation).ConfigureAwait(false);
        await Chain.SettleAsync(cancellation).ConfigureAwait(false);
    }

    private async Task DeployPoolAsync(CancellationToken cancellation)
    {
        await AddAsync("aave_pool_implementation", _artifacts.Pool("Pool"), [_deployment["aave_addresses"]], cancellation).ConfigureAwait(false);
        await AddAsync("aave_configurator_implementation", _artifacts.Pool("PoolConfigurator"), [], cancellation).ConfigureAwait(false);
        await Chain.SettleAsync(cancellation).ConfigureAwait(false);
        await SendAsync("aave_addresses", "setPoolImpl", [_deployment["aave_pool_implementation"]], cancellation).ConfigureAwait(false);
        await SendAsync("aave_addresses", "setPoolConfiguratorImpl", [_deployment["aave_configurator_implementation"]], cancellation).ConfigureAwait(false);
        await Chain.SettleAsync(cancellation).ConfigureAwait(false);
        await ProxyAsync("aave_pool", "getPool", cancellation).ConfigureAwait(false);
        await ProxyAsync("aave_configurator", "getPoolConfigurator", cancellation).ConfigureAwait(false);
    }

    private async Task DeployOracleAsync(AaveOptions options, CancellationToken cancellation)
    {
        var feeds = new PriceFeeds(_deployment, _artifacts.Packages, _deployer);
        foreach (var reserve in options.Reserves)
        {
            await AddAsync(reserve.Name, _artifacts.Underlying, [reserve.Symbol, reserve.Symbol, reserve.Decimals], cancellation).ConfigureAwait(false);
            await feeds.AddAsync(reserve.Name, reserve.PriceUsd, _deployment[reserve.Name], options.Feeds, cancellation).ConfigureAwait(false);
        }

        var assets = AbiValue.Array([.. options.Reserves.Select(r => (AbiValue)_deployment[r.Name])]);
        var sources = AbiValue.Array([.. options.Reserves.Select(r => (AbiValue)_deployment[PriceFeeds.Feed(r.Name)])]);
        AbiValue[] usd = [_deployment["aave_addresses"], assets, sources, Address.Zero, Address.Zero, PriceFeeds.Answer(1)];
        await AddAsync("aave_oracle", _artifacts.Misc("AaveOracle"), usd, cancellation).ConfigureAwait(false);
        await SendAsync("aave_addresses", "setPriceOracle", [_deployment["aave_oracle"]], cancellation).ConfigureAwait(false);
        await AddAsync("aave_data_provider", _artifacts.Misc("AaveProtocolDataProvider"), [_deployment["aave_addresses"]], cancellation).ConfigureAwait(false);
        await SendAsync("aave_addresses", "setPoolDataProvider", [_deployment["aave_data_provider"]], cancellation).ConfigureAwait(false);
        await Chain.SettleAsync(cancellation).ConfigureAwait(false);
    }

    private async Task ProxyAsync(string name, string getter, CancellationToken cancellation)
    {
        var proxy = await _deployment.ReadAsync("aave_addresses", getter, [], cancellation).ConfigureAwait(false);
        _deployment.Add(name, proxy[0].AsAddress(), _deployment.Abi(name + "_implementation"));
    }

    private async Task AddAsync(string name, ContractArtifact artifact, AbiValue[] arguments, CancellationToken cancellation) =>
        _deployment.Add(name, await Chain.DeployAsync(_deployer, artifact, arguments, cancellation).ConfigureAwait(false), artifact.Abi);

    private async Task SendAsync(string target, string function, AbiValue[] arguments, CancellationToken cancellation) =>
        await Chain.SendAsync(_deployment.Call(_deployer, target, function, arguments) with { Gas = CreationGas }, cancellation).ConfigureAwait(false);
}
