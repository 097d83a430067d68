using Homeostat.Engine.Devnet.Curie;
using Homeostat.Ethereum;

namespace Homeostat.Engine.Drill.Life;

/// <summary>
/// Trades against a collateral that is not the settlement token until its balance of that is below zero, which is what a
/// debt is on Curie; then it waits. Repaying it is tried while contained.
/// </summary>
internal sealed class LiveBorrower(CurieMarket market, Address account, long seed) : LiveActor(market, account, seed)
{
    /// <summary>Deposited [base tokens].</summary>
    public const double CollateralTokens = 200;

    private const double OrderUsd = 5_000;
    private const double DebtUsd = 20;

    public override async Task ActAsync(Moment now, CancellationToken cancellation)
    {
        if (now.Standings[Account].Position != 0)
        {
            await SendAsync(Market.Close(Account), cancellation).ConfigureAwait(false);
        }
        else if (now.Block <= 0 && await Market.SettlementUsdAsync(Account, cancellation).ConfigureAwait(false) > -DebtUsd)
        {
            await SendAsync(Market.Trade(Account, OrderUsd / now.Real, now.Spot * 1.05), cancellation).ConfigureAwait(false);
        }
    }
}
