using System.Diagnostics;
using System.Net.Sockets;
using System.Security.Cryptography;

namespace Homeostat.Tests.Architecture;

/// <summary>Everything that Core must not name, to prove that the guard would see it.</summary>
internal static class ImpureSample
{
    public static object[] Everything() =>
    [
        DateTime.Now, DateTime.UtcNow, DateTime.Today, DateTimeOffset.Now, DateTimeOffset.UtcNow, TimeProvider.System,
        Stopwatch.StartNew(), Environment.TickCount64, Guid.NewGuid(), Random.Shared, RandomNumberGenerator.GetInt32(2),
        new Thread(static () => { }), Task.CompletedTask, Console.Out, Process.GetCurrentProcess(), File.Exists(""), new Socket(SocketType.Stream, ProtocolType.Tcp),
    ];
}
