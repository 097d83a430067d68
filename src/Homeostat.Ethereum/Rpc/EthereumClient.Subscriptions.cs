using System.Text.Json;
using System.Text.Json.Nodes;

namespace Homeostat.Ethereum.Rpc;

public sealed partial class EthereumClient
{
    /// <summary>New heads. Warning: after a reorganisation heights repeat, and blocks may be skipped; follow parent hashes.</summary>
    public Task<RpcSubscription<BlockHeader>> SubscribeNewHeadsAsync(CancellationToken cancellationToken) =>
        SubscribeAsync(["newHeads"], BlockJson.ReadHeader, cancellationToken);

    /// <summary>New logs, and those of blocks that left the chain with <see cref="Log.Removed"/> set (not on every node).</summary>
    public Task<RpcSubscription<Log>> SubscribeLogsAsync(LogFilter filter, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(filter);
        return SubscribeAsync(["logs", filter.ToJson()], LogJson.Read, cancellationToken);
    }

    /// <summary>Hashes of transactions that enter the node's pool.</summary>
    public Task<RpcSubscription<Hash32>> SubscribeNewPendingTransactionsAsync(CancellationToken cancellationToken) => SubscribeAsync(
        ["newPendingTransactions"],
        static (ref Utf8JsonReader reader) => RpcJson.ReadHash(ref reader, "newPendingTransactions"),
        cancellationToken);

    private Task<RpcSubscription<T>> SubscribeAsync<T>(
        IReadOnlyList<JsonNode?> parameters, RpcParser<T> parser, CancellationToken cancellationToken) =>
        _transport is IRpcSubscriptionTransport subscriber
            ? subscriber.SubscribeAsync(parameters, parser, cancellationToken)
            : throw new NotSupportedException($"{_transport.GetType().Name} cannot subscribe; use a WebSocket.");
}
