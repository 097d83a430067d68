using Homeostat.Engine.Devnet;
using Homeostat.Engine.Devnet.Aave;
using Homeostat.IntegrationTests.Ethereum;

namespace Homeostat.IntegrationTests.Devnet;

/// <summary>Aave v3 with its usual reserves.</summary>
public sealed class AaveFixture : DevnetFixture
{
    public AaveMarket Market => new(Deployment, AaveReserve.Usual);

    protected override Task DeployAsync(Deployment deployment, FeedKeys feeds, CancellationToken cancellation) =>
        new AaveDeployment(AnvilFixture.Checkout, deployment, Deployer).DeployAsync(new AaveOptions(AaveReserve.Usual, feeds), cancellation);
}
