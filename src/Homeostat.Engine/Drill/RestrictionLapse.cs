using Homeostat.Engine.Devnet;
using Homeostat.Ethereum;
using Homeostat.Ethereum.Abi;
using Homeostat.Ethereum.Hashing;
using Homeostat.Ethereum.Rpc;

namespace Homeostat.Engine.Drill;

/// <summary>When the last restriction that was ever put in force lapses by itself, read from the chain.</summary>
internal static class RestrictionLapse
{
    private static readonly Hash32 Restricted = Keccak256.Hash(
        "Restricted(bytes32,uint64,bytes32,uint8,uint40,uint8,uint16,uint40,address,uint256)");

    /// <summary>Unix time [s]; 0 if nothing was restricted.</summary>
    public static async Task<long> LastAsync(Stage stage, CancellationToken cancellation)
    {
        var logs = await stage.Chain.Client.GetLogsAsync(
            new BlockRange(new BlockNumber(0), new BlockNumber(stage.Chain.Head)),
            new LogFilter { Addresses = [stage.Deployment["restriction_ledger"]], Topics = [[Restricted]] },
            cancellation).ConfigureAwait(false);
        long last = 0;
        foreach (var log in logs)
        {
            last = Math.Max(last, (long)AbiWords.ReadUInt64(log.Data, 1));
        }

        var suspended = await stage.Deployment.ReadAsync("upgrade_gate", "suspendedUntil", [], cancellation).ConfigureAwait(false);
        return Math.Max(last, (long)suspended[0].AsUInt64());
    }
}
