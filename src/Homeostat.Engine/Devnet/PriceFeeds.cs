using System.Numerics;
using Homeostat.Ethereum;
using Homeostat.Ethereum.Abi;

namespace Homeostat.Engine.Devnet;

/// <param name="Keeper">May post prices.</param>
/// <param name="Owner">May give the keeper's right to another.</param>
public sealed record FeedKeys(Address Keeper, Address Owner);

/// <summary>
/// Chainlink FluxAggregators whose only oracle is a <c>PriceReporter</c> of ours: a keeper sets the price, and the
/// aggregator says so in <c>AnswerUpdated</c> as on a real network.
/// </summary>
internal sealed class PriceFeeds(Deployment deployment, PackageArtifacts packages, Address deployer)
{
    public const int Decimals = 8;

    private DevnetChain Chain => deployment.Chain;

    public static string Feed(string asset) => asset + "_feed";

    public static string Reporter(string asset) => asset + "_reporter";

    /// <summary>In the aggregator's units.</summary>
    public static UInt256 Answer(double price) => (UInt256)new BigInteger(Math.Round(price * Math.Pow(10, Decimals)));

    /// <summary>The keeper's transaction that sets a price [USD].</summary>
    public static DevnetTransaction Report(Deployment deployment, Address keeper, string asset, double price) =>
        deployment.Call(keeper, Reporter(asset), "report", Answer(price));

    /// <summary>Deploys a feed with its first price; mined on return.</summary>
    /// <param name="payment">The token that the aggregator would pay its oracles in; nobody is paid here.</param>
    public async Task AddAsync(string asset, double firstPrice, Address payment, FeedKeys keys, CancellationToken cancellation)
    {
        var flux = packages.Chainlink("FluxAggregator");
        AbiValue[] options = [payment, 0, 0, Address.Zero, 1, UInt256.One << 120, Decimals, asset];
        var feed = await Chain.DeployAsync(deployer, flux, options, cancellation).ConfigureAwait(false);
        deployment.Add(Feed(asset), feed, flux.Abi);
        var reporter = deployment.Artifact("PriceReporter");
        deployment.Add(
            Reporter(asset),
            await Chain.DeployAsync(deployer, reporter, [feed, keys.Owner, keys.Keeper], cancellation).ConfigureAwait(false),
            reporter.Abi);
        var oracles = AbiValue.Array(deployment[Reporter(asset)]);
        await Chain.SendAsync(deployment.Call(deployer, Feed(asset), "changeOracles", AbiValue.Array(), oracles, oracles, 1, 1, 0), cancellation).ConfigureAwait(false);
        await Chain.SettleAsync(cancellation).ConfigureAwait(false);
        await Chain.SendAsync(Report(deployment, keys.Keeper, asset, firstPrice), cancellation).ConfigureAwait(false);
        await Chain.SettleAsync(cancellation).ConfigureAwait(false);
    }
}
