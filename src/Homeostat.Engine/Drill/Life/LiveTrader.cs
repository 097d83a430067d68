using Homeostat.Engine.Devnet.Curie;
using Homeostat.Ethereum;

namespace Homeostat.Engine.Drill.Life;

/// <summary>An ordinary user: small orders that follow the real series, now and then a deposit or a withdrawal.</summary>
internal sealed class LiveTrader : LiveActor
{
    private const double Indifferent = 0.0008;
    private const double Slippage = 0.02;

    private readonly Traders _habits;
    private readonly bool _followsTrend;
    private readonly double _leverage;

    /// <param name="followsTrend">Trades with the last ten minutes' move; otherwise against the last half hour's.</param>
    public LiveTrader(CurieMarket market, Address account, long seed, Traders habits, bool followsTrend)
        : base(market, account, seed)
    {
        _habits = habits;
        _followsTrend = followsTrend;
        _leverage = Residents.Draw(habits.Leverage, Chance);
    }

    public override async Task ActAsync(Moment now, CancellationToken cancellation)
    {
        var me = now.Standings[Account];
        await MoveMoneyAsync(me, cancellation).ConfigureAwait(false);
        if (Chance.NextDouble() * _habits.Count > _habits.OrdersPerBlock || Math.Abs(now.Gap) > _habits.ActsWithin)
        {
            return;
        }

        var direction = Direction(now);
        var size = OrderUsd() / now.Real;
        var after = me.Position + (direction * size);
        var most = Math.Max(0, me.Value) * _leverage / now.Real;
        var isTooMuch = Math.Abs(after) > most && Math.Abs(after) > Math.Abs(me.Position);
        if (isTooMuch || (Chance.NextDouble() < _habits.CloseShare && Math.Abs(me.Position) > 1))
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
        var whim = Chance.NextDouble() * _habits.Count;
        if (whim < _habits.TransfersPerBlock / 2 && me.Free > 1_000)
        {
            await SendAsync(Market.Withdraw(Account, Math.Floor(me.Free * Residents.Draw(_habits.TransferShare, Chance))), cancellation).ConfigureAwait(false);
        }
        else if (whim < _habits.TransfersPerBlock)
        {
            await SendAsync(Market.Deposit(Account, Math.Floor(Between(200, 800))), cancellation).ConfigureAwait(false);
        }
    }

    private int Direction(Moment now)
    {
        var real = now.Real;
        var signal = _followsTrend
            ? Math.Log(real / now.RealAt(now.Time - 600))
            : -Math.Log(real / ((now.RealAt(now.Time - 300) + now.RealAt(now.Time - 900) + now.RealAt(now.Time - 1_800) + real) / 4));
        var coin = Chance.NextDouble() < 0.5 ? 1 : -1;
        return Math.Abs(signal) < Indifferent ? coin : Math.Sign(signal);
    }

    /// <summary>Mostly small: the square of an even draw.</summary>
    private double OrderUsd() =>
        _habits.OrderUsd.Min + ((_habits.OrderUsd.Max - _habits.OrderUsd.Min) * Math.Pow(Chance.NextDouble(), 2));
}
