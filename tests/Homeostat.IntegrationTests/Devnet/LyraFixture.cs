using Homeostat.Engine.Devnet;
using Homeostat.Engine.Devnet.Lyra;
using Homeostat.IntegrationTests.Ethereum;

namespace Homeostat.IntegrationTests.Devnet;

/// <summary>Lyra with its usual board.</summary>
public sealed class LyraFixture : DevnetFixture
{
    public LyraMarket Market => new(Deployment);

    protected override Task DeployAsync(Deployment deployment, FeedKeys feeds, CancellationToken cancellation) =>
        new LyraDeployment(AnvilFixture.Checkout, deployment, Deployer).DeployAsync(LyraOptions.Usual(feeds), cancellation);
}
