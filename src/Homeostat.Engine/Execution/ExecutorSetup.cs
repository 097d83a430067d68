using Homeostat.Core.Chain;
using Homeostat.Core.Ports;
using Homeostat.Engine.Execution.Broadcast;
using Homeostat.Engine.Keys;
using Homeostat.Ethereum.Rpc;

namespace Homeostat.Engine.Execution;

/// <summary>What an executor works with.</summary>
/// <param name="Endpoints">Where transactions go; the first that is not private is also asked what became of them.</param>
/// <param name="Signer">Its key is this executor's alone: nobody else sends with its nonces.</param>
public sealed record ExecutorSetup(
    IReadOnlyList<ExecutionEndpoint> Endpoints,
    ISigner Signer,
    ulong ChainId,
    ProtocolDefinition Protocol,
    ExecutionOptions Options,
    IActionStore Store,
    ExecutionMetrics Metrics)
{
    /// <summary>The node that is read.</summary>
    public EthereumClient Reader { get; } = Endpoints.FirstOrDefault(e => !e.IsPrivate)?.Client
        ?? throw new ArgumentException("an executor needs an endpoint that is not private, to see what became of its actions", nameof(Endpoints));
}
