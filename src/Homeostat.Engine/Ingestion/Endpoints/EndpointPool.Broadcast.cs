using System.Collections.Immutable;
using System.Text;
using Homeostat.Ethereum;
using Homeostat.Ethereum.Hashing;
using Homeostat.Ethereum.Rpc;

namespace Homeostat.Engine.Ingestion.Endpoints;

public sealed partial class EndpointPool
{
    // What nodes say of a transaction that they have: the aim is reached. There is no code of its own for it.
    private static readonly string[] KnownAlready = ["already known", "already imported", "known transaction"];

    /// <summary>
    /// Hands a signed transaction to every endpoint at once, also to those that are backing off: one acceptance suffices
    /// and a refusal costs nothing. Never throws for what endpoints do; waits for the slowest, up to its timeout.
    /// </summary>
    public async Task<ImmutableArray<BroadcastOutcome>> BroadcastAsync(ReadOnlyMemory<byte> raw, CancellationToken cancellation)
    {
        var request = new RpcRequest(KnownMethods.SendRawTransaction, Hex.Encode(raw.Span));
        return [.. (await Task.WhenAll(_endpoints.Select(e => HandOverAsync(e, request, cancellation))).ConfigureAwait(false)).Select(h => h.Outcome)];
    }

    /// <summary>The first acceptance; the refusal of the first choice when all refuse.</summary>
    private async Task<ReadOnlyMemory<byte>> BroadcastAsync(RpcRequest request, CancellationToken cancellation)
    {
        var running = _endpoints.Select(e => HandOverAsync(e, request, cancellation)).ToList();
        var refused = new List<HandOver>();
        while (running.Count > 0)
        {
            var done = await Task.WhenAny(running).ConfigureAwait(false);
            running.Remove(done);
            var handOver = await done.ConfigureAwait(false);
            if (handOver.Outcome.IsAccepted)
            {
                return handOver.Reply;
            }

            refused.Add(handOver);
        }

        throw refused.Select(r => r.Error).OfType<RpcException>().FirstOrDefault() ?? (EthereumRpcException)new RpcTransportException(
            $"no endpoint accepted the transaction: {string.Join("; ", refused.Select(r => $"{r.Outcome.Endpoint}: {r.Outcome.Detail}"))}");
    }

    private static async Task<HandOver> HandOverAsync(Endpoint endpoint, RpcRequest request, CancellationToken cancellation)
    {
        try
        {
            var reply = await endpoint.SendAsync(request, cancellation).ConfigureAwait(false);
            endpoint.Succeeded();
            return new HandOver(new BroadcastOutcome(endpoint.Slug, true, "accepted"), reply, null);
        }
        catch (RpcException e) when (FaultClassifier.Classify(e) is null)
        {
            endpoint.Succeeded();
            var isKnown = KnownAlready.Any(t => e.Message.Contains(t, StringComparison.OrdinalIgnoreCase));
            return new HandOver(new BroadcastOutcome(endpoint.Slug, isKnown, e.Message), isKnown ? HashReply(request) : default, e);
        }
        catch (Exception e) when (!cancellation.IsCancellationRequested && FaultClassifier.Classify(e) is { } kind)
        {
            endpoint.Failed(new Finding(kind, e.Message), FaultClassifier.RetryAfter(e));
            return new HandOver(new BroadcastOutcome(endpoint.Slug, false, e.Message), default, e);
        }
    }

    // The hash is ours: a node that has the transaction has it under this name.
    private static byte[] HashReply(RpcRequest request) =>
        Encoding.UTF8.GetBytes($"\"{Keccak256.Hash(Hex.Decode(request.Parameters[0]!.GetValue<string>()))}\"");

    private readonly record struct HandOver(BroadcastOutcome Outcome, ReadOnlyMemory<byte> Reply, Exception? Error);
}

/// <summary>What one endpoint did with a transaction.</summary>
/// <param name="IsAccepted">It has it, from now or from before.</param>
/// <param name="Detail">Its own words.</param>
public sealed record BroadcastOutcome(string Endpoint, bool IsAccepted, string Detail);
