using Homeostat.Ethereum.Rpc;

namespace Homeostat.Engine.Ingestion.Endpoints;

internal sealed partial class Endpoint
{
    private Task<IRpcTransport> Connection()
    {
        lock (_gate)
        {
            return _connection ??= ConnectAsync();
        }
    }

    /// <summary>Shared by all callers, so that none of them may cancel it; it has the endpoint's timeout of its own.</summary>
    private async Task<IRpcTransport> ConnectAsync()
    {
        using var timeout = new CancellationTokenSource(Options.Timeout, _context.Time);
        var transport = await _context.Connector.ConnectAsync(Options, timeout.Token).ConfigureAwait(false);
        try
        {
            await CheckChainAsync(transport, timeout.Token).ConfigureAwait(false);
            return transport;
        }
        catch
        {
            await transport.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    private async Task CheckChainAsync(IRpcTransport transport, CancellationToken cancellation)
    {
        _context.Metrics.Requested("eth_chainId");
        var chain = await new EthereumClient(transport).ChainIdAsync(cancellation).ConfigureAwait(false);
        if (chain != _context.Options.ChainId)
        {
            throw new EndpointFaultException(FaultKind.WrongChainId, $"chain {chain}; network '{_context.Options.Network}' is chain {_context.Options.ChainId}");
        }
    }

    /// <summary>
    /// After a loss the next call connects anew. HTTP has no connection to lose unless it never came to be: its transport
    /// reconnects by itself.
    /// </summary>
    private async Task LoseAsync(Task<IRpcTransport>? connection)
    {
        if (connection is null || (connection.IsCompletedSuccessfully && Options.Kind == EndpointKind.Http) || Take(connection) is null)
        {
            return;
        }

        if (connection.IsCompletedSuccessfully)
        {
            await (await connection.ConfigureAwait(false)).DisposeAsync().ConfigureAwait(false);
        }
    }

    /// <summary>Takes the connection out, once: whoever gets it disposes it.</summary>
    private Task<IRpcTransport>? Take(Task<IRpcTransport>? connection)
    {
        lock (_gate)
        {
            if (connection is null || !ReferenceEquals(_connection, connection))
            {
                return null;
            }

            _connection = null;
            return connection;
        }
    }
}
