using Homeostat.Engine.Files.Breakers;
using Homeostat.Ethereum;

namespace Homeostat.Engine.Devnet;

/// <summary>A breaker on the devnet.</summary>
/// <param name="IsConnected">
/// False where it stands but has no role, no money, and is asked by nobody: what a run without it has, so that the same
/// steps can be played.
/// </param>
public sealed record BreakerStand(BreakerPlan Plan, bool IsConnected)
{
    internal async Task RaiseAsync(Deployment deployment, Address deployer, CancellationToken cancellation)
    {
        var breaker = new BreakerDeployment(deployment, deployer);
        await breaker.DeployAsync(Plan, cancellation).ConfigureAwait(false);
        if (IsConnected)
        {
            await breaker.ConnectAsync(Plan, cancellation).ConfigureAwait(false);
        }
    }
}
