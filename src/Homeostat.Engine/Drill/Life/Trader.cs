using Homeostat.Engine.Devnet.Curie;
using Homeostat.Ethereum;

namespace Homeostat.Engine.Drill.Life;

/// <param name="FollowsTrend">Trades with the last ten minutes' move; otherwise against the last half hour's.</param>
/// <param name="Leverage">Largest position, in multiples of the account's value.</param>
/// <param name="OrdersPerBlock">Chance of an order in a block.</param>
/// <param name="ActsWithin">Stays out while the pool is further from the world outside than this log-ratio.</param>
internal sealed record TraderHabits(bool FollowsTrend, double Leverage, double OrdersPerBlock, double ActsWithin);

/// <summary>An ordinary user: small orders that follow the real series, now and then a deposit or a withdrawal.</summary>
internal sealed class Trader(CurieMarket market, Address account, long seed, TraderHabits habits) : Actor(market, account, seed)
{
    private const double Indifferent = 0.0008;
    private const double Slippage = 0.02;

    public override async Task ActAsync(Moment now, CancellationToken cancellation)
    {
        var me = now.Standings[Account];
        await MoveMoneyAsync(me, cancellation).ConfigureAwait(false);
        if (Chance.NextDouble() > habits.OrdersPerBlock || Math.Abs(now.Gap) > habits.ActsWithin)
        {
            return;
        }

        var direction = Direction(now);
        var size = (400 + (3_600 * Math.Pow(Chance.NextDouble(), 2))) / now.Real;
        var after = me.Position + (direction * size);
        var most = Math.Max(0, me.Value) * habits.Leverage / now.Real;
        var isTooMuch = Math.Abs(after) > most && Math.Abs(after) > Math.Abs(me.Position);
        if (isTooMuch || (Chance.NextDouble() < 0.12 && Math.Abs(me.Position) > 1))
        {
            if (Math.Abs(me.Position) > 1)
            {
                await SendAsync(Market.Close(Account), cancellation).ConfigureAwait(false);
            }

            return;
        }

        await SendAsync(Market.Trade(Account, direction * size, now.Spot * (1 + (direction * Slippage))), cancellation).ConfigureAwait(false);
    }

    private async Task MoveMoneyAsync(Standing me, CancellationToken cancellation)
    {
        var whim = Chance.NextDouble();
        if (whim < 0.006 && me.Free > 1_000)
        {
            await SendAsync(Market.Withdraw(Account, Math.Floor(me.Free * Between(0.05, 0.15))), cancellation).ConfigureAwait(false);
        }
        else if (whim > 0.994)
        {
            await SendAsync(Market.Deposit(Account, Math.Floor(Between(200, 800))), cancellation).ConfigureAwait(false);
        }
    }

    private int Direction(Moment now)
    {
        var real = now.Real;
        var signal = habits.FollowsTrend
            ? Math.Log(real / now.RealAt(now.Time - 600))
            : -Math.Log(real / ((now.RealAt(now.Time - 300) + now.RealAt(now.Time - 900) + now.RealAt(now.Time - 1_800) + real) / 4));
        var coin = Chance.NextDouble() < 0.5 ? 1 : -1;
        return Math.Abs(signal) < Indifferent ? coin : Math.Sign(signal);
    }
}
