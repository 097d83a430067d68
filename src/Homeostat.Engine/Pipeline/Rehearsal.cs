using System.Text;
using System.Text.Json.Nodes;
using Homeostat.Core;
using Homeostat.Engine.Execution;
using Homeostat.Engine.Execution.Broadcast;
using Homeostat.Engine.Keys;
using Homeostat.Ethereum;
using Homeostat.Ethereum.Hashing;
using Homeostat.Ethereum.Rpc;
using Homeostat.Ethereum.Signing;
using Prometheus;

namespace Homeostat.Engine.Pipeline;

/// <summary>
/// Decides and acts once, into the void, with a key that is thrown away. A decision is rare, and the one that counts may be
/// the first of a run: its code would else be compiled while the attack goes on.
/// </summary>
public static class Rehearsal
{
    public static async Task RunAsync(PipelineStart start, ExecutionOptions options, ulong chainId, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(start);
        var nowhere = new Void();
        await using var _ = nowhere.ConfigureAwait(false);
        using var signer = new LocalSigner(PrivateKey.Generate());
        using var executor = new Executor(new ExecutorSetup(
            [new ExecutionEndpoint("nowhere", new EthereumClient(nowhere), IsPrivate: false)],
            signer,
            chainId,
            start.Configuration.Protocol,
            options,
            new MemoryActionStore(),
            new ExecutionMetrics(Metrics.WithCustomRegistry(Metrics.NewCustomRegistry()))));
        foreach (var request in start.Brain.Rehearse().OfType<Emission.ActionRequested>())
        {
            await executor.SendAsync(request.Action, request.Decision, request.Decision.Block, isAttackPublic: false, cancellation).ConfigureAwait(false);
        }
    }

    /// <summary>A node that takes every transaction and knows nothing.</summary>
    private sealed class Void : IRpcTransport
    {
        public Task<ReadOnlyMemory<byte>> SendAsync(RpcRequest request, CancellationToken cancellationToken)
        {
            if (request is not { Method: "eth_sendRawTransaction", Parameters: [JsonValue raw] })
            {
                throw new RpcTransportException("there is no node");
            }

            ReadOnlyMemory<byte> hash = Encoding.UTF8.GetBytes($"\"{Keccak256.Hash(Hex.Decode(raw.GetValue<string>()))}\"");
            return Task.FromResult(hash);
        }

        public Task<IReadOnlyList<RpcReply>> SendBatchAsync(IReadOnlyList<RpcRequest> requests, CancellationToken cancellationToken) =>
            throw new RpcTransportException("there is no node");

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
