using Homeostat.Engine.Devnet.Curie;
using Homeostat.Ethereum;
using Homeostat.Ethereum.Rpc;

namespace Homeostat.Engine.Drill;

/// <summary>
/// Everything that is the attacker's, and what it is worth: its accounts, its contracts, and what these created (with
/// CREATE: a contract's nonce counts it).
/// </summary>
internal sealed class Attacker(CurieMarket market, IReadOnlyList<Address> accounts, IReadOnlyList<Address> contracts, double depositedUsd)
{
    /// <summary>Wallets plus what the vault would pay out now, less what was put in [USD]; may be negative.</summary>
    public async Task<double> GainUsdAsync(CancellationToken cancellation)
    {
        var has = 0.0;
        foreach (var account in await AllAsync(cancellation).ConfigureAwait(false))
        {
            has += await market.WalletUsdAsync(account, cancellation).ConfigureAwait(false);
            has += await market.WithdrawableUsdAsync(account, cancellation).ConfigureAwait(false);
        }

        return has - depositedUsd;
    }

    private async Task<IReadOnlyList<Address>> AllAsync(CancellationToken cancellation)
    {
        List<Address> all = [.. accounts, .. contracts];
        foreach (var contract in contracts)
        {
            // A contract's nonce begins at 1 (EIP-161).
            var nonce = await market.Deployment.Chain.Client.GetTransactionCountAsync(contract, BlockTag.Latest, cancellation).ConfigureAwait(false);
            for (ulong created = 1; created < nonce; created++)
            {
                all.Add(Address.Create(contract, created));
            }
        }

        return all;
    }
}
