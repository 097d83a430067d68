using System.Net;
using System.Net.Sockets;

namespace Homeostat.IntegrationTests.Ingestion;

/// <summary>Stands between a client and a node, and cuts the line when told to.</summary>
internal sealed class TcpProxy : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _closing = new();
    private readonly Lock _gate = new();
    private readonly List<TcpClient> _open = [];
    private readonly int _port;
    private readonly Task _loop;
    private bool _isCut;

    public TcpProxy(Uri node)
    {
        _port = node.Port;
        _listener.Start();
        WebSocket = new Uri($"ws://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}");
        _loop = AcceptAsync();
    }

    public Uri WebSocket { get; }

    /// <summary>Ends all connections and takes no new ones.</summary>
    public void Cut()
    {
        lock (_gate)
        {
            _isCut = true;
            foreach (var connection in _open)
            {
                connection.Dispose();
            }

            _open.Clear();
        }
    }

    public void Mend()
    {
        lock (_gate)
        {
            _isCut = false;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _closing.CancelAsync();
        Cut();
        _listener.Stop();
        await _loop;
        _closing.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var client = await _listener.AcceptTcpClientAsync(_closing.Token);
                if (!Admit(client))
                {
                    client.Dispose();
                    continue;
                }

                _ = ForwardAsync(client);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    private async Task ForwardAsync(TcpClient client)
    {
        using var node = new TcpClient();
        try
        {
            await node.ConnectAsync(IPAddress.Loopback, _port, _closing.Token);
            if (!Admit(node))
            {
                return;
            }

            await Task.WhenAny(
                client.GetStream().CopyToAsync(node.GetStream(), _closing.Token),
                node.GetStream().CopyToAsync(client.GetStream(), _closing.Token));
        }
        catch (Exception e) when (e is IOException or SocketException or ObjectDisposedException or OperationCanceledException or InvalidOperationException)
        {
            // The line was cut.
        }
        finally
        {
            client.Dispose();
        }
    }

    private bool Admit(TcpClient connection)
    {
        lock (_gate)
        {
            if (!_isCut)
            {
                _open.Add(connection);
            }

            return !_isCut;
        }
    }
}
