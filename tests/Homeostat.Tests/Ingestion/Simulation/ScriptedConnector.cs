using Homeostat.Engine.Ingestion.Endpoints;
using Homeostat.Ethereum.Rpc;

namespace Homeostat.Tests.Ingestion.Simulation;

/// <summary>Connects to scripted nodes by slug.</summary>
internal sealed class ScriptedConnector(IReadOnlyList<ScriptedNode> nodes) : IEndpointConnector
{
    public Task<IRpcTransport> ConnectAsync(EndpointOptions endpoint, CancellationToken cancellation) =>
        nodes.Single(n => n.Slug == endpoint.Slug).ConnectAsync(endpoint.Kind == EndpointKind.WebSocket, cancellation);
}
