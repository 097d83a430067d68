using Homeostat.Engine.Devnet.Curie;
using Homeostat.Ethereum;

namespace Homeostat.Engine.Drill.Life;

/// <summary>Posts the real price to the oracle before each block and has the protocol's feed take it.</summary>
internal sealed class LiveKeeper(CurieMarket market, Address account, long seed) : LiveActor(market, account, seed)
{
    public override async Task ActAsync(Moment now, CancellationToken cancellation)
    {
        var deployment = Market.Deployment;
        await SendEarlyAsync(deployment.Call(Account, "price_reporter", "report", CurieDeployment.Answer(now.Real)), cancellation).ConfigureAwait(false);
        await SendEarlyAsync(deployment.Call(Account, "price_feed", "update"), cancellation).ConfigureAwait(false);
    }
}
