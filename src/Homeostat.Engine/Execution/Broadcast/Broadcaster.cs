using System.Collections.Immutable;
using Homeostat.Ethereum.Rpc;

namespace Homeostat.Engine.Execution.Broadcast;

/// <summary>
/// Hands a transaction to several nodes at once. One that takes it is enough; those that do not are reported, each with
/// its reason.
/// </summary>
public sealed class Broadcaster
{
    private readonly ImmutableArray<ExecutionEndpoint> _everywhere;
    private readonly ImmutableArray<ExecutionEndpoint> _private;
    private readonly TimeSpan _timeout;
    private readonly ExecutionMetrics _metrics;

    /// <param name="endpoints">At least one.</param>
    /// <param name="timeout">For each node's answer.</param>
    public Broadcaster(IReadOnlyList<ExecutionEndpoint> endpoints, TimeSpan timeout, ExecutionMetrics metrics)
    {
        ArgumentOutOfRangeException.ThrowIfZero(endpoints.Count, nameof(endpoints));
        _everywhere = [.. endpoints];
        _private = [.. endpoints.Where(e => e.IsPrivate)];
        _timeout = timeout;
        _metrics = metrics;
    }

    public bool HasPrivate => !_private.IsEmpty;

    /// <param name="onlyPrivate">Whether nobody is to see it before it is mined; without a private endpoint it goes to all.</param>
    public async Task<BroadcastResult> SendAsync(ReadOnlyMemory<byte> raw, bool onlyPrivate, CancellationToken cancellation)
    {
        var pending = (onlyPrivate && HasPrivate ? _private : _everywhere)
            .Select(endpoint => OfferAsync(endpoint, raw, cancellation))
            .ToList();
        var refusals = ImmutableArray.CreateBuilder<Refusal>();
        while (pending.Count > 0)
        {
            var answered = await Task.WhenAny(pending).ConfigureAwait(false);
            pending.Remove(answered);
            if (await answered.ConfigureAwait(false) is not { } refusal)
            {
                // The slower nodes answer in their own time: what they say is counted, nobody waits for it.
                return new BroadcastResult(IsTaken: true, refusals.ToImmutable());
            }

            refusals.Add(refusal);
        }

        return new BroadcastResult(IsTaken: false, refusals.ToImmutable());
    }

    /// <summary>Null when it was taken. Never fails but by cancellation.</summary>
    private async Task<Refusal?> OfferAsync(ExecutionEndpoint endpoint, ReadOnlyMemory<byte> raw, CancellationToken cancellation)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(_timeout);
        try
        {
            await endpoint.Client.SendRawTransactionAsync(raw, limit.Token).ConfigureAwait(false);
            _metrics.Offered(endpoint.Name, "taken");
            return null;
        }
        catch (RpcMalformedException odd) when (odd.IsAnswer)
        {
            // It has it, whatever it calls it: ours is the name under which it is looked for.
            _metrics.Offered(endpoint.Name, "taken_as_another");
            return null;
        }
        catch (EthereumRpcException failure)
        {
            return Refused(Refusal.Of(endpoint.Name, failure));
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return Refused(new Refusal(endpoint.Name, RefusalKind.Unreachable, $"did not answer within {_timeout.TotalSeconds:0.###} s"));
        }
    }

    private Refusal? Refused(Refusal refusal)
    {
        _metrics.Offered(refusal.Endpoint, ExecutionMetrics.Word(refusal.Kind));
        return refusal.Kind == RefusalKind.AlreadyKnown ? null : refusal;
    }
}

/// <param name="IsTaken">At least one node has the transaction.</param>
/// <param name="Refusals">Of the nodes that answered before the first one took it.</param>
public sealed record BroadcastResult(bool IsTaken, ImmutableArray<Refusal> Refusals)
{
    public bool Has(RefusalKind kind) => Refusals.Any(r => r.Kind == kind);

    public override string ToString() => string.Join("; ", Refusals);
}
