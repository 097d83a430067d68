using System.Collections.Frozen;

namespace Homeostat.Engine.Ingestion;

/// <summary>The methods that are asked, and which of them may be asked twice.</summary>
internal static class KnownMethods
{
    public const string SendRawTransaction = "eth_sendRawTransaction";

    private static readonly FrozenSet<string> Idempotent = new[]
    {
        "eth_blockNumber", "eth_call", "eth_chainId", "eth_createAccessList", "eth_estimateGas", "eth_feeHistory", "eth_gasPrice",
        "eth_getBalance", "eth_getBlockByHash", "eth_getBlockByNumber", "eth_getBlockReceipts", "eth_getCode", "eth_getLogs",
        "eth_getProof", "eth_getStorageAt", "eth_getTransactionByHash", "eth_getTransactionCount", "eth_getTransactionReceipt",
        "eth_maxPriorityFeePerGas", "eth_simulateV1", "eth_syncing", "net_version", "web3_clientVersion", "txpool_content",
        "txpool_status", "debug_traceBlockByHash", "debug_traceBlockByNumber", "debug_traceCall", "debug_traceTransaction",
        "trace_block", "trace_transaction",
    }.ToFrozenSet(StringComparer.Ordinal);

    public static bool IsIdempotent(string method) => Idempotent.Contains(method);

    /// <summary>The method as a label; what is not of this list is "other", so that the number of series stays bounded.</summary>
    public static string Label(string method) =>
        Idempotent.Contains(method) || method is SendRawTransaction or "eth_subscribe" ? method : "other";
}
