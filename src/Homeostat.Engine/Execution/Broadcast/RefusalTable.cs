using System.Collections.Immutable;
using System.Text.RegularExpressions;

namespace Homeostat.Engine.Execution.Broadcast;

/// <summary>
/// What nodes say when they do not take a transaction. JSON-RPC has no codes for it, so wording is all there is; the
/// first row that matches decides. Sources: go-ethereum core/txpool/errors.go, core/error.go and internal/ethapi;
/// erigon txnprovider/txpool/txpoolcfg (DiscardReason); nethermind TxPool/AcceptTxResult.cs (old names and, since 1.26,
/// geth's wordings); besu ethereum/api RpcErrorType.java; reth rpc-eth-types error.rs, which mirrors geth; foundry
/// crates/anvil/src/eth/error.rs; Offchain Labs' nitro. Collected for the same purpose in chainlink
/// core/chains/evm/client/errors.go.
/// </summary>
internal static partial class RefusalTable
{
    private const RegexOptions Options = RegexOptions.IgnoreCase | RegexOptions.CultureInvariant;

    private static readonly ImmutableArray<(RefusalKind Kind, Regex Wording)> Rows =
    [
        (RefusalKind.ReplacementUnderpriced, Replacement()),
        (RefusalKind.AlreadyKnown, Known()),
        (RefusalKind.NonceTooLow, NonceLow()),
        (RefusalKind.NonceTooHigh, NonceHigh()),
        (RefusalKind.InsufficientFunds, Funds()),
        (RefusalKind.FeeCapExceeded, FeeCap()),
        (RefusalKind.Underpriced, Underpriced()),
        (RefusalKind.GasLimit, Gas()),
        (RefusalKind.PoolFull, Full()),
        (RefusalKind.Reverts, Reverts()),
        (RefusalKind.Unsupported, Unsupported()),
    ];

    public static RefusalKind Classify(string message)
    {
        foreach (var (kind, wording) in Rows)
        {
            if (wording.IsMatch(message))
            {
                return kind;
            }
        }

        return RefusalKind.Other;
    }

    // geth, reth, anvil, besu, nethermind ≥ 1.26 | erigon | nethermind | klaytn, quorum | openethereum
    [GeneratedRegex(@"replacement transaction underpriced|could not replace existing tx|ReplacementNotAllowed|OwnNonceAlreadyUsed|insufficient gas price to replace|replacement fee too low|another tx which has the same nonce|another transaction with same nonce in the queue", Options)]
    private static partial Regex Replacement();

    // geth, reth, erigon, nethermind | besu, old geth | anvil | openethereum | erigon
    [GeneratedRegex(@"already known|AlreadyKnown|known transaction|already imported|already in (the )?(mem)?pool|existing tx with same hash", Options)]
    private static partial Regex Known();

    // geth, reth, erigon, anvil, besu | nethermind | arbitrum | openethereum
    [GeneratedRegex(@"nonce too low|OldNonce|invalid transaction nonce|nonce is too low|nonce too stale", Options)]
    private static partial Regex NonceLow();

    // geth, arbitrum | nethermind | besu | erigon
    [GeneratedRegex(@"nonce too high|NonceGap|NonceTooFarInFuture|nonce too far in (the )?future|nonce too distant|exceeds .*nonce gap", Options)]
    private static partial Regex NonceHigh();

    // geth, erigon, reth, anvil | nethermind | besu | arbitrum | op-geth (L1 data fee)
    [GeneratedRegex(@"insufficient (funds|balance)|InsufficientFunds|upfront cost exceeds account balance|not enough funds|transaction would cause overdraft|overshot \d+", Options)]
    private static partial Regex Funds();

    // geth, erigon | besu
    [GeneratedRegex(@"tx fee \(.*\) exceeds the configured cap|transaction fee cap exceeded", Options)]
    private static partial Regex FeeCap();

    // geth, reth | geth, anvil, arbitrum | erigon | nethermind | besu | op-geth, arbitrum | anvil
    [GeneratedRegex(@"transaction underpriced|(max )?fee per gas (is )?less than block base fee|fee too low|FeeTooLow|gas price (too low|below configured minimum)|gas tip cap|below chain minimum|max fee per gas (too low|is below)|fee cap less than block base fee", Options)]
    private static partial Regex Underpriced();

    // geth, erigon | besu | nethermind | reth | EIP-7825 (geth, reth, besu)
    [GeneratedRegex(@"intrinsic gas|exceeds (the )?(block|transaction) gas limit|GasLimitExceeded|gas limit (too|exceed)|transaction gas limit too high|gas limit is too|exceeds max(imum)? (transaction|tx) gas|gas too (low|high)", Options)]
    private static partial Regex Gas();

    // geth, reth | nitro | nethermind | besu
    [GeneratedRegex(@"txpool is full|pool (is )?full|queue full|transaction pool is full|in-flight transaction limit|limit reached", Options)]
    private static partial Regex Full();

    // nitro, flashbots, geth eth_call paths
    [GeneratedRegex(@"execution reverted|would revert|revert", Options)]
    private static partial Regex Reverts();

    // JSON-RPC -32601 | geth, reth, besu | all
    [GeneratedRegex(@"method .*(not (found|available|supported)|does not exist)|transaction type not supported|invalid (chain id|sender)|only replay-protected|unsupported", Options)]
    private static partial Regex Unsupported();
}
