using System.Diagnostics;
using System.Globalization;
using Homeostat.StorageChild;

namespace Homeostat.IntegrationTests.Storage;

/// <summary>A process that is killed while it commits, again and again: nothing acknowledged is lost, nothing is stored twice.</summary>
public sealed class CrashTests : IDisposable
{
    private const int Seed = 7;
    private const int Kills = 50;
    private const int Units = 8_000;

    /// <summary>128 + SIGKILL.</summary>
    private const int Killed = 137;

    private readonly StoreDirectory _directory = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task After_fifty_kills_the_store_is_as_if_there_had_been_none()
    {
        var random = new Random(Seed);
        var durable = 0;
        for (var kill = 0; kill < Kills; kill++)
        {
            var (exit, reached) = await RunAsync("killed.db", Units, random.Next(1, 120), durable);
            Assert.Equal(Killed, exit);
            durable = reached;
        }

        await FinishAsync("killed.db", durable + 500, durable);
        await FinishAsync("whole.db", durable + 500, 0);

        Assert.Equal(_directory.Dump("whole.db"), _directory.Dump("killed.db"));
    }

    /// <summary>What was said to be durable is so after a restart, and the count only rises.</summary>
    private static int Expect(string? line, int durable)
    {
        var words = line?.Split(' ') ?? [];
        Assert.True(words is [("resumed" or "durable"), _], $"the child said: {line}");
        var units = int.Parse(words[1], CultureInfo.InvariantCulture);
        // What follows the checkpoint without moving it is handed over again after a restart.
        Assert.True(words[0] == "resumed" ? units >= LastMove(durable) : units > LastMove(durable), $"{line}, after {durable} were durable");
        return Math.Max(durable, units);
    }

    private static int LastMove(int units) =>
        new LedgerStory(Seed, withReverts: false).Units(units).Select((u, i) => u.Any(c => c is Core.Ports.StoreChange.Committed) ? i + 1 : 0).DefaultIfEmpty(0).Max();

    private async Task FinishAsync(string name, int units, int durable)
    {
        var (exit, reached) = await RunAsync(name, units, 0, durable);
        Assert.Equal((0, units), (exit, reached));
    }

    private async Task<(int Exit, int Durable)> RunAsync(string name, int units, int dieAfter, int durable)
    {
        using var child = Process.Start(new ProcessStartInfo(
            "dotnet",
            [Path.Combine(AppContext.BaseDirectory, "Homeostat.StorageChild.dll"), _directory.File(name), .. new[] { Seed, units, dieAfter }.Select(n => n.ToString(CultureInfo.InvariantCulture))])
        { RedirectStandardOutput = true })!;
        while (await child.StandardOutput.ReadLineAsync(Cancellation) is { } line)
        {
            durable = Expect(line, durable);
        }

        await child.WaitForExitAsync(Cancellation);
        return (child.ExitCode, durable);
    }
}
