using Homeostat.Engine.Devnet.Curie;
using Homeostat.Ethereum;

namespace Homeostat.Engine.Drill.Life;

/// <summary>Moves the pool to the real price as far as its capital goes; takes the position off when the gap is gone.</summary>
internal sealed class LiveArbitrageur(CurieMarket market, Address account, long seed, Arbitrageurs habits) : LiveActor(market, account, seed)
{
    private const double Leverage = 7;
    private const double LargestOrder = 4_000;
    private const double FarthestStep = 0.075;

    public override async Task ActAsync(Moment now, CancellationToken cancellation)
    {
        var me = now.Standings[Account];
        var gap = now.Gap;
        var most = Math.Max(0, me.Value) * Leverage / now.Real;
        if (Math.Abs(gap) > habits.Threshold && Believes(now))
        {
            var sells = gap > 0;
            var room = Math.Min(LargestOrder, sells ? most + me.Position : most - me.Position);
            var target = sells
                ? Math.Max(now.Real * 1.0012, now.Spot * (1 - FarthestStep))
                : Math.Min(now.Real / 1.0012, now.Spot * (1 + FarthestStep));
            if (room > 1)
            {
                await SendEarlyAsync(Market.TradeTo(Account, sells ? -room : room, target), cancellation).ConfigureAwait(false);
            }
        }
        else if (Math.Abs(gap) < 0.002 && Math.Abs(me.Position) > 150 && Chance.NextDouble() < 0.25)
        {
            var part = -me.Position * 0.1;
            await SendEarlyAsync(Market.TradeTo(Account, part, now.Spot * (part > 0 ? 1.003 : 0.997)), cancellation).ConfigureAwait(false);
        }
    }

    /// <summary>A wide gap that the world outside did not make is this venue's own, and cannot be hedged.</summary>
    private bool Believes(Moment now) =>
        Math.Abs(now.Gap) < habits.ActsWithin
        || Math.Abs(Math.Log(now.Real / now.RealAt(now.Time - 300))) >= Math.Abs(now.Gap) / 2;
}
