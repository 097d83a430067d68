using Homeostat.Engine.Devnet;
using Homeostat.Engine.Drill.Life;
using Homeostat.Engine.Drill.Reporting;
using Homeostat.Engine.Execution;
using Homeostat.Ethereum;
using Homeostat.Ethereum.Rpc;

namespace Homeostat.Engine.Drill;

/// <summary>
/// What an honest user can still do: real transactions, mined in one block of the contained play. An exit is open if the
/// transaction succeeded, or failed exactly as it would with the protocol's own code and no Interposer behind the proxy.
/// </summary>
internal sealed class ExitProbe(Stage stage, Residents residents)
{
    private const double RetailUsd = 400;
    private const double ExtraUsd = 100;

    private static readonly string[] Interposed = ["clearing_house", "vault"];

    private readonly Dictionary<string, (Hash32 Hash, DevnetTransaction Transaction)> _sent = [];
    private bool _owes;

    /// <summary>Sends one of each; the driver mines the block.</summary>
    public async Task SendAsync(CancellationToken cancellation)
    {
        var market = stage.Market;
        var witness = residents.Witness;
        _owes = await market.SettlementUsdAsync(residents.Borrower, cancellation).ConfigureAwait(false) < 0;
        DevnetTransaction[] tries =
        [
            market.Deposit(witness, ExtraUsd),
            market.Deposit(residents.Borrower, ExtraUsd),
            market.Withdraw(witness, RetailUsd),
            market.Close(witness),
            market.Liquidate(residents.Liquidator, residents.MostIndebted),
        ];
        string[] names = ["top_up", "repay", "withdraw_retail", "close", "liquidate"];
        for (var i = 0; i < tries.Length; i++)
        {
            _sent[names[i]] = (await stage.Chain.SendAsync(tries[i], cancellation).ConfigureAwait(false), tries[i]);
        }
    }

    /// <summary>Judges them once they are mined.</summary>
    public async Task<ExitsOpen> JudgeAsync(CancellationToken cancellation)
    {
        var receipts = (await stage.Chain.ReceiptsAsync(cancellation).ConfigureAwait(false)).ToDictionary(r => r.TransactionHash);
        var open = new Dictionary<string, bool?>();
        foreach (var (name, (hash, transaction)) in _sent)
        {
            open[name] = !receipts.TryGetValue(hash, out var receipt) ? null
                : receipt.Succeeded || await FailsNativelyAsync(hash, transaction, cancellation).ConfigureAwait(false);
        }

        return new ExitsOpen(open["close"], _owes ? open["repay"] : null, open["top_up"], open["liquidate"], open["withdraw_retail"]);
    }

    /// <summary>Whether the protocol's own code would have refused the same call with the same words.</summary>
    private async Task<bool> FailsNativelyAsync(Hash32 hash, DevnetTransaction transaction, CancellationToken cancellation)
    {
        var why = await stage.Chain.WhyAsync(hash, cancellation).ConfigureAwait(false);
        var bare = Interposed.ToDictionary(
            name => stage.Deployment[name],
            name => new AccountOverride
            {
                StateDiff = new Dictionary<Hash32, Hash32>
                {
                    [PostCondition.ImplementationSlot] = stage.Deployment[name + "_implementation"].ToWord(),
                },
            });

        try
        {
            await stage.Chain.Client.CallAsync(
                new CallRequest(transaction.To, transaction.Data) { From = transaction.From },
                BlockTag.At(new BlockNumber(stage.Chain.Head - 1)),
                bare,
                cancellation).ConfigureAwait(false);
            return false;
        }
        catch (RpcException natively)
        {
            return natively.RevertData is { } data && why == stage.Chain.Describe(data.Span);
        }
    }
}
