using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Homeostat.Engine.Devnet;

/// <param name="GenesisTimestamp">Time of block 0 [s].</param>
public sealed record AnvilOptions(long GenesisTimestamp);

/// <summary>
/// A fresh EVM node on a free loopback port. Blocks are mined only when asked for. It ends with this object, and with
/// this process however that ends: its shell waits on a pipe that only this process holds open.
/// </summary>
public sealed partial class AnvilNode : IAsyncDisposable
{
    private const string Guarded = "\"$@\" </dev/null & node=$!; cat >/dev/null; kill -9 $node";
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(20);

    private readonly Process _process;

    private AnvilNode(Process process, int port)
    {
        _process = process;
        Http = new Uri($"http://127.0.0.1:{port}");
        WebSocket = new Uri($"ws://127.0.0.1:{port}");
    }

    public Uri Http { get; }

    public Uri WebSocket { get; }

    public static async Task<AnvilNode> StartAsync(Checkout checkout, AnvilOptions options, CancellationToken cancellation)
    {
        string[] arguments =
        [
            "-c", Guarded, "anvil", NpmPackages.Program(checkout, "anvil"),
            "--port", "0", "--no-mining", "--auto-impersonate", "--order", "fees", "--no-cors", "--color", "never",
            "--gas-limit", "1000000000", "--block-base-fee-per-gas", "1000000000",
            "--timestamp", options.GenesisTimestamp.ToString(CultureInfo.InvariantCulture),
        ];
        var process = ChildProcess.Start(new ProcessStartInfo("/bin/sh", arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        });
        try
        {
            return new AnvilNode(process, await PortAsync(process, cancellation).ConfigureAwait(false));
        }
        catch
        {
            Stop(process);
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        Stop(_process);
        await _process.WaitForExitAsync(CancellationToken.None).ConfigureAwait(false);
        _process.Dispose();
    }

    private static void Stop(Process process)
    {
        try
        {
            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // The shell is gone already, and the node with it.
        }
    }

    private static async Task<int> PortAsync(Process process, CancellationToken cancellation)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(StartLimit);
        var complaint = process.StandardError.ReadToEndAsync(CancellationToken.None);
        while (await process.StandardOutput.ReadLineAsync(limit.Token).ConfigureAwait(false) is { } line)
        {
            var listening = Listening().Match(line);
            if (listening.Success)
            {
                // Keep its pipe empty, or it would block once the pipe is full.
                _ = process.StandardOutput.BaseStream.CopyToAsync(Stream.Null, CancellationToken.None);
                return int.Parse(listening.Groups[1].ValueSpan, CultureInfo.InvariantCulture);
            }
        }

        throw new DevnetException($"anvil ended before it listened: {await complaint.ConfigureAwait(false)}");
    }

    [GeneratedRegex(@"Listening on 127\.0\.0\.1:(\d+)")]
    private static partial Regex Listening();
}
