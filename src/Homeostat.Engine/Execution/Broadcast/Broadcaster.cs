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
    private readonly ExecutionMetrics _metrics;

    /// <param name="endpoints">At least one.</param>
    public Broadcaster(IReadOnlyList<ExecutionEndpoint> endpoints, ExecutionMetrics metrics)
    {
        ArgumentOutOfRangeException.ThrowIfZero(endpoints.Count, nameof(endpoints));
        _everywhere = [.. endpoints];
        _private = [.. endpoints.Where(e => e.IsPrivate)];
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
        try
        {
            await endpoint.Client.SendRawTransactionAsync(raw, cancellation).ConfigureAwait(false);
            _metrics.Offered(endpoint.Name, "taken");
            return null;
        }
        catch (EthereumRpcException failure)
        {
            var refusal = Refusal.Of(endpoint.Name, failure);
            _metrics.Offered(endpoint.Name, ExecutionMetrics.Word(refusal.Kind));
            return refusal.Kind == RefusalKind.AlreadyKnown ? null : refusal;
        }
    }
}

/// <param name="IsTaken">At least one node has the transaction.</param>
/// <param name="Refusals">Of the nodes that answered before the first one took it.</param>
public sealed record BroadcastResult(bool IsTaken, ImmutableArray<Refusal> Refusals)
{
    public bool Has(RefusalKind kind) => Refusals.Any(r => r.Kind == kind);

    public override string ToString() => string.Join("; ", Refusals);
}
