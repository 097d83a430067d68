using Homeostat.Engine.Devnet.Curie;
using Homeostat.Ethereum;

namespace Homeostat.Engine.Drill.Life;

/// <summary>
/// Posts the real price to the oracle before each block; somebody else then has the protocol's feed take it, which takes
/// one answer per block and no second one. Both are mined before everybody else's transactions.
/// </summary>
internal sealed class LiveKeeper(CurieMarket market, Address account, Address updater, long seed) : LiveActor(market, account, seed)
{
    /// <summary>What a thief of the key must pay to be taken before the feed is read.</summary>
    public const double ReportGwei = 9;
    private const double UpdateGwei = 8;

    public override async Task ActAsync(Moment now, CancellationToken cancellation)
    {
        var deployment = Market.Deployment;
        var report = deployment.Call(Account, "price_reporter", "report", CurieDeployment.Answer(now.Real));
        var update = deployment.Call(updater, "price_feed", "update");
        await SendAsync(report with { PriorityFeeGwei = ReportGwei }, cancellation).ConfigureAwait(false);
        await SendAsync(update with { PriorityFeeGwei = UpdateGwei }, cancellation).ConfigureAwait(false);
    }
}
