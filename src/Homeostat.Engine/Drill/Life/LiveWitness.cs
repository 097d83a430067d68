using Homeostat.Engine.Devnet.Curie;
using Homeostat.Ethereum;

namespace Homeostat.Engine.Drill.Life;

/// <summary>Opens one small position and then only watches: what it could still do is tried on it while contained.</summary>
internal sealed class LiveWitness(CurieMarket market, Address account, long seed) : LiveActor(market, account, seed)
{
    private const double PositionUsd = 500;

    public override async Task ActAsync(Moment now, CancellationToken cancellation)
    {
        if (now.Standings[Account].Position == 0 && now.Block <= 0)
        {
            await SendAsync(Market.Trade(Account, PositionUsd / now.Real, now.Spot * 1.05), cancellation).ConfigureAwait(false);
        }
    }
}
