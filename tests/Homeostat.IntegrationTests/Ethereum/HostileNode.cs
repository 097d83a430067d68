using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Net.WebSockets;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

namespace Homeostat.IntegrationTests.Ethereum;

/// <summary>A listener on loopback that answers each connection as the test wants, byte by byte.</summary>
internal sealed partial class HostileNode : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _closing = new();
    private readonly Func<NetworkStream, string, CancellationToken, Task> _serve;
    private readonly Task _loop;

    private HostileNode(Func<NetworkStream, string, CancellationToken, Task> serve)
    {
        _serve = serve;
        _listener.Start();
        int port = ((IPEndPoint)_listener.LocalEndpoint).Port;
        Http = new Uri($"http://127.0.0.1:{port}");
        WebSocket = new Uri($"ws://127.0.0.1:{port}");
        _loop = AcceptAsync();
    }

    public Uri Http { get; }

    public Uri WebSocket { get; }

    /// <summary>Reads a whole HTTP request, sends these bytes whatever they are, and hangs up.</summary>
    public static HostileNode OverHttp(byte[] answer) =>
        new((stream, _, cancellation) => stream.WriteAsync(answer, cancellation).AsTask());

    public static HostileNode OverHttp(string answer) => OverHttp(Encoding.Latin1.GetBytes(answer));

    public static HostileNode Silent() => new((_, _, cancellation) => new TaskCompletionSource().Task.WaitAsync(cancellation));

    /// <summary>Sends the bytes again and again for as long as the other side takes them.</summary>
    public static HostileNode Endless(string head, byte[] chunk) => new(async (stream, _, cancellation) =>
    {
        await stream.WriteAsync(Encoding.Latin1.GetBytes(head), cancellation);
        while (true)
        {
            await stream.WriteAsync(chunk, cancellation);
        }
    });

    /// <summary>Shakes hands and leaves the socket to the test.</summary>
    public static HostileNode OverWebSocket(Func<WebSocket, CancellationToken, Task> serve) => new(async (stream, head, cancellation) =>
    {
        string accept = Accept(WebSocketKey().Match(head).Groups[1].Value);
        string answer = $"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: {accept}\r\n\r\n";
        await stream.WriteAsync(Encoding.ASCII.GetBytes(answer), cancellation);
        using var socket = System.Net.WebSockets.WebSocket.CreateFromStream(stream, new WebSocketCreationOptions { IsServer = true });
        await serve(socket, cancellation);
    });

    public async ValueTask DisposeAsync()
    {
        await _closing.CancelAsync();
        _listener.Stop();
        await _loop;
        _closing.Dispose();
    }

    [SuppressMessage("Security", "CA5350", Justification = "RFC 6455, 4.2.2 prescribes it.")]
    private static string Accept(string key) =>
        Convert.ToBase64String(SHA1.HashData(Encoding.ASCII.GetBytes(key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11")));

    private async Task AcceptAsync()
    {
        var connections = new List<Task>();
        try
        {
            while (true)
            {
                connections.Add(ServeAsync(await _listener.AcceptTcpClientAsync(_closing.Token)));
            }
        }
        catch (Exception e) when (e is OperationCanceledException || _closing.IsCancellationRequested)
        {
            // A listener that is stopped while it waits says so in more than one way.
            await Task.WhenAll(connections);
        }
    }

    private async Task ServeAsync(TcpClient connection)
    {
        using (connection)
        {
            try
            {
                NetworkStream stream = connection.GetStream();
                await _serve(stream, await ReadRequestAsync(stream, _closing.Token), _closing.Token);
            }
            catch (Exception e) when (e is IOException or OperationCanceledException or WebSocketException)
            {
                // The client hung up, or the test is over.
            }
        }
    }

    private static async Task<string> ReadRequestAsync(NetworkStream stream, CancellationToken cancellation)
    {
        var buffer = new byte[64 * 1024];
        int length = 0;
        while (true)
        {
            int read = await stream.ReadAsync(buffer.AsMemory(length), cancellation);
            length += read;
            string text = Encoding.Latin1.GetString(buffer, 0, length);
            int headEnd = text.IndexOf("\r\n\r\n", StringComparison.Ordinal);
            Match announced = ContentLength().Match(text);
            int bodyLength = announced.Success ? int.Parse(announced.Groups[1].ValueSpan, CultureInfo.InvariantCulture) : 0;
            if (read == 0 || (headEnd >= 0 && length >= headEnd + 4 + bodyLength))
            {
                return text;
            }
        }
    }

    [GeneratedRegex(@"Sec-WebSocket-Key: (\S+)", RegexOptions.IgnoreCase)]
    private static partial Regex WebSocketKey();

    [GeneratedRegex(@"Content-Length: (\d+)", RegexOptions.IgnoreCase)]
    private static partial Regex ContentLength();
}
