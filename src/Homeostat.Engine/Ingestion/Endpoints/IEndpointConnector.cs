using Homeostat.Ethereum.Rpc;

namespace Homeostat.Engine.Ingestion.Endpoints;

/// <summary>Opens connections; the wall between the pool and the network, so that the pool runs on scripted endpoints.</summary>
public interface IEndpointConnector
{
    /// <summary>A transport of the endpoint's own; the caller disposes it. Failures are <see cref="EthereumRpcException"/>s.</summary>
    Task<IRpcTransport> ConnectAsync(EndpointOptions endpoint, CancellationToken cancellation);
}

/// <summary>Connects over HTTP and WebSocket.</summary>
public sealed class EndpointConnector : IEndpointConnector
{
    public async Task<IRpcTransport> ConnectAsync(EndpointOptions endpoint, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(endpoint);
        var options = new RpcTransportOptions
        {
            MaxResponseBytes = endpoint.MaxResponseBytes,
            RequestTimeout = endpoint.Timeout,
            Headers = endpoint.Headers,
        };
        return endpoint.Kind == EndpointKind.Http
            ? new HttpRpcTransport(endpoint.Url, options)
            : await WebSocketRpcTransport.ConnectAsync(endpoint.Url, options, cancellation).ConfigureAwait(false);
    }

    /// <summary>What a node says of its chain, over a connection of its own.</summary>
    public static async Task<ulong> ChainIdAsync(EndpointOptions endpoint, CancellationToken cancellation)
    {
        var transport = await new EndpointConnector().ConnectAsync(endpoint, cancellation).ConfigureAwait(false);
        await using var _ = transport.ConfigureAwait(false);
        return await new EthereumClient(transport).ChainIdAsync(cancellation).ConfigureAwait(false);
    }
}
