using System.Text.Json.Nodes;
using Homeostat.Engine.Ingestion.Endpoints;
using Homeostat.Ethereum.Rpc;

namespace Homeostat.Engine.Ingestion.Traces;

/// <summary>Finds out at start what the endpoints offer, by asking for it about the newest block.</summary>
public static class CapabilityProbe
{
    /// <exception cref="NoAnswerException">No endpoint answers at all.</exception>
    public static async Task<Visibility> ProbeAsync(EndpointPool pool, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(pool);
        var question = new Question<Homeostat.Ethereum.Rpc.Block?>("the head", (client, token) => client.GetBlockByNumberAsync(BlockTag.Latest, token))
        {
            Method = "eth_getBlockByNumber",
            Judge = block => block is null ? new Finding(FaultKind.UnknownBlock, "it has no newest block") : null,
        };
        var head = (await pool.AskAsync(question, cancellation).ConfigureAwait(false)).Value!.Header;
        return new Visibility(
            await TracesAsync(pool, head, cancellation).ConfigureAwait(false),
            await OffersAsync(pool, "eth_getBlockReceipts", async (client, token) => await client.GetConsensusReceiptsAsync(head.Hash, token).ConfigureAwait(false) is not null, cancellation).ConfigureAwait(false),
            await OffersPendingAsync(pool, cancellation).ConfigureAwait(false),
            await OffersAsync(pool, "eth_simulateV1", SimulatesAsync, cancellation).ConfigureAwait(false),
            await OffersAsync(pool, "eth_getBlockByNumber", async (client, token) => await client.GetBlockByNumberAsync(BlockTag.Finalized, token).ConfigureAwait(false) is not null, cancellation).ConfigureAwait(false));
    }

    private static async Task<TraceMethod> TracesAsync(EndpointPool pool, BlockHeader head, CancellationToken cancellation)
    {
        foreach (var method in new[] { TraceMethod.DebugByHash, TraceMethod.DebugByNumber, TraceMethod.TraceBlock })
        {
            if (await OffersAsync(
                pool, CallTraces.NameOf(method), async (client, token) => await CallTraces.AskAsync(client, method, head.Number, head.Hash, token).ConfigureAwait(false) is not null, cancellation).ConfigureAwait(false))
            {
                return method;
            }
        }

        return TraceMethod.None;
    }

    private static async Task<bool> OffersAsync(EndpointPool pool, string method, Func<EthereumClient, CancellationToken, Task<bool>> ask, CancellationToken cancellation)
    {
        try
        {
            return (await pool.AskAsync(new Question<bool>(method, ask) { Method = method }, cancellation).ConfigureAwait(false)).Value;
        }
        catch (Exception e) when (e is NoAnswerException or RpcException)
        {
            return false;
        }
    }

    private static async Task<bool> OffersPendingAsync(EndpointPool pool, CancellationToken cancellation)
    {
        try
        {
            await using var pending = await pool.Client.SubscribeNewPendingTransactionsAsync(cancellation).ConfigureAwait(false);
            return true;
        }
        catch (EthereumRpcException)
        {
            return false;
        }
    }

    private static async Task<bool> SimulatesAsync(EthereumClient client, CancellationToken cancellation)
    {
        var empty = new JsonObject { ["blockStateCalls"] = new JsonArray(new JsonObject { ["calls"] = new JsonArray() }) };
        await client.RequestAsync("eth_simulateV1", [empty, "latest"], cancellation).ConfigureAwait(false);
        return true;
    }
}
