using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Prometheus;

namespace Homeostat.Cli.Run;

/// <summary>/metrics for Prometheus, on loopback only: whoever scrapes from elsewhere brings their own proxy.</summary>
internal sealed class MetricsListener : IDisposable
{
    private readonly MetricServer _server;

    private MetricsListener(MetricServer server, int port) => (_server, Port) = (server, port);

    public int Port { get; }

    public string Url => string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{Port}/metrics");

    /// <param name="port">0 for any that is free.</param>
    /// <returns>Null if somebody else has the port.</returns>
    public static MetricsListener? TryStart(int port, CollectorRegistry registry)
    {
        port = port == 0 ? Free() : port;
        var server = new MetricServer("127.0.0.1", port, "metrics/", registry);
        try
        {
            server.Start();
            return new MetricsListener(server, port);
        }
        catch (Exception e) when (e is HttpListenerException or SocketException)
        {
            return null;
        }
    }

    public void Dispose() => _server.Stop();

    private static int Free()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }
}
