using Homeostat.Engine.Devnet.Curie;
using Homeostat.Ethereum;

namespace Homeostat.Engine.Drill;

/// <summary>Everything that is the attacker's, and what it is worth.</summary>
internal sealed class Attacker(CurieMarket market, IReadOnlyList<Address> accounts, double depositedUsd)
{
    /// <summary>Wallets plus what the vault would pay out now, less what was put in [USD]; may be negative.</summary>
    public async Task<double> GainUsdAsync(CancellationToken cancellation)
    {
        var has = 0.0;
        foreach (var account in accounts)
        {
            has += await market.WalletUsdAsync(account, cancellation).ConfigureAwait(false);
            has += await market.WithdrawableUsdAsync(account, cancellation).ConfigureAwait(false);
        }

        return has - depositedUsd;
    }
}
