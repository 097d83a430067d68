using System.Collections.Immutable;
using System.Diagnostics;
using System.Globalization;
using Homeostat.Core.Ports;
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

    /// <summary>By units told: how many up to the last that moves the checkpoint.</summary>
    private readonly ImmutableArray<int> _lastMove = LastMoves();

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

    /// <summary>
    /// What was said to be durable is so after a restart. Units after the checkpoint that do not move it are handed over
    /// again, so counting goes on from the last one that does.
    /// </summary>
    private int Expect(string? line, int durable)
    {
        var words = line?.Split(' ') ?? [];
        Assert.True(words is [("resumed" or "durable"), _], $"the child said: {line}");
        var units = int.Parse(words[1], CultureInfo.InvariantCulture);
        Assert.True(units >= _lastMove[durable], $"{line}, after {durable} were durable");
        return Math.Max(durable, units);
    }

    private static ImmutableArray<int> LastMoves()
    {
        var moves = ImmutableArray.CreateBuilder<int>();
        moves.Add(0);
        foreach (var unit in new LedgerStory(Seed, withReverts: false).Units(Units))
        {
            moves.Add(unit.Any(c => c is StoreChange.Committed) ? moves.Count : moves[^1]);
        }

        return moves.DrainToImmutable();
    }

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
