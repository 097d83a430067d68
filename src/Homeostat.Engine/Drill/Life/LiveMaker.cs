using Homeostat.Engine.Devnet.Curie;
using Homeostat.Ethereum;

namespace Homeostat.Engine.Drill.Life;

/// <summary>
/// Provides liquidity in a range. With a band it pulls its quotes when the world outside leaves their centre and posts
/// them again around the pool's price once the two agree; it trims a large inventory while they do.
/// </summary>
internal sealed class LiveMaker(CurieMarket market, Address account, long seed, Maker plan) : LiveActor(market, account, seed)
{
    private const int TickSpacing = 200;
    private const double Leaves = 0.4;
    private const double Agrees = 0.006;
    private const double LargeInventory = 0.375;
    private static readonly double LogTick = Math.Log(1.0001);

    private (int Lower, int Upper)? _posted;
    private double _centre;

    public Task OpenAsync(double price, CancellationToken cancellation) => PostAsync(price, 1, cancellation);

    public override async Task ActAsync(Moment now, CancellationToken cancellation)
    {
        if (plan is not Maker.AroundPrice { Recentre: true } around)
        {
            return;
        }

        var me = now.Standings[Account];
        if (_posted is { } posted && Math.Abs(Math.Log(now.Real / _centre)) > around.Band * Leaves)
        {
            await PullAsync(posted, cancellation).ConfigureAwait(false);
        }
        else if (_posted is null && Math.Abs(now.Gap) < Agrees && me.Value > plan.Usd * 0.15)
        {
            await PostAsync(now.Spot, Math.Min(1, me.Value / (plan.Usd * 0.75)), cancellation).ConfigureAwait(false);
        }
        else if (Math.Abs(me.Position) * now.Real > plan.Usd * LargeInventory && Math.Abs(now.Gap) < Agrees)
        {
            var part = -me.Position * 0.08;
            await SendAsync(Market.TradeTo(Account, part, now.Spot * (part > 0 ? 1.003 : 0.997)), cancellation).ConfigureAwait(false);
        }
    }

    private async Task PullAsync((int Lower, int Upper) posted, CancellationToken cancellation)
    {
        var liquidity = await Market.LiquidityAsync(Account, posted.Lower, posted.Upper, cancellation).ConfigureAwait(false);
        if (!liquidity.IsZero)
        {
            await SendEarlyAsync(Market.RemoveLiquidity(Account, posted.Lower, posted.Upper, liquidity), cancellation).ConfigureAwait(false);
        }

        _posted = null;
    }

    /// <summary>
    /// x = L(1/√p − 1/√b) base and y = L(√p − √a) quote (Uniswap v3 whitepaper, section 6.2), L such that y is the
    /// maker's money times <paramref name="share"/>.
    /// </summary>
    private Task PostAsync(double price, double share, CancellationToken cancellation)
    {
        _centre = price;
        var (low, high) = plan switch
        {
            Maker.AroundPrice around => (price * (1 - around.Band), price * (1 + around.Band)),
            Maker.Fixed range => (range.FromPrice, range.ToPrice),
            _ => throw new InvalidOperationException($"unknown maker {plan.GetType().Name}"),
        };
        var (lower, upper) = (Spaced(low), Spaced(high));
        _posted = (lower, upper);
        var root = Math.Sqrt(price);
        var liquidity = plan.Usd * share / (root - Math.Sqrt(low));
        var tokens = liquidity * ((1 / root) - Math.Exp(-upper * LogTick / 2));
        var quote = liquidity * (root - Math.Exp(lower * LogTick / 2));
        return SendEarlyAsync(Market.AddLiquidity(Account, tokens, quote, lower, upper), cancellation);
    }

    private static int Spaced(double price) => (int)Math.Round(Math.Log(price) / LogTick / TickSpacing) * TickSpacing;
}
