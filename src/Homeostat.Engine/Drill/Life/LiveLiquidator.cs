using Homeostat.Engine.Devnet.Curie;
using Homeostat.Ethereum;

namespace Homeostat.Engine.Drill.Life;

/// <summary>Liquidates whoever may be, makers' orders first, and takes what it got off again.</summary>
internal sealed class LiveLiquidator(CurieMarket market, Address account, long seed) : LiveActor(market, account, seed)
{
    public override async Task ActAsync(Moment now, CancellationToken cancellation)
    {
        foreach (var (who, standing) in now.Standings.OrderBy(s => s.Key))
        {
            if (who != Account && standing.Value < standing.Margin && standing.Margin > 0)
            {
                await SendEarlyAsync(Market.CancelOrders(Account, who), cancellation).ConfigureAwait(false);
                await SendEarlyAsync(Market.Liquidate(Account, who), cancellation).ConfigureAwait(false);
            }
        }

        if (Math.Abs(now.Standings[Account].Position) > 0.1)
        {
            await SendAsync(Market.Close(Account), cancellation).ConfigureAwait(false);
        }
    }
}
