using System.Diagnostics;
using System.Globalization;
using Homeostat.Audit;
using Homeostat.StorageChild;

namespace Homeostat.IntegrationTests.Audit;

/// <summary>A process that is killed while it writes a log, again and again: nothing acknowledged is lost.</summary>
public sealed class KillTests : IDisposable
{
    private const int Seed = 5;
    private const int Kills = 25;

    /// <summary>128 + SIGKILL.</summary>
    private const int Killed = 137;

    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("homeostat-audit-");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _directory.Delete(recursive: true);

    [Fact]
    public async Task After_each_of_many_kills_the_log_verifies_and_has_all_that_was_acknowledged()
    {
        var random = new Random(Seed);
        using var key = AuditChild.Key();
        var acknowledged = 0UL;
        for (var kill = 0; kill < Kills; kill++)
        {
            acknowledged = await RunAsync(kill, random.Next(20_000_000), acknowledged);
            if (acknowledged == 0)
            {
                continue;
            }

            var report = LogVerifier.Verify(_directory.FullName, key.Verifier, null, Cancellation);
            Assert.Empty(report.Findings);
            Assert.True(report.Checkpoint!.Size >= acknowledged, $"{acknowledged} were acknowledged, {report.Checkpoint.Size} are there");
        }

        Assert.True(acknowledged > 1_000, $"only {acknowledged} entries were written before the kills");
        var reader = LogReader.Open(_directory.FullName, key.Verifier);
        for (var index = 0UL; index < reader.Checkpoint.Size; index++)
        {
            Assert.Equal(AuditChild.Entry(index), reader.Entry(index));
        }
    }

    private async Task<ulong> RunAsync(int seed, int spins, ulong acknowledged)
    {
        string[] numbers = [.. new[] { seed, spins }.Select(n => n.ToString(CultureInfo.InvariantCulture))];
        using var child = Process.Start(new ProcessStartInfo(
            "dotnet", [Path.Combine(AppContext.BaseDirectory, "Homeostat.StorageChild.dll"), "audit", _directory.FullName, .. numbers])
        { RedirectStandardOutput = true })!;
        while (await child.StandardOutput.ReadLineAsync(Cancellation) is { } line)
        {
            var size = ulong.Parse(line.Split(' ')[1], CultureInfo.InvariantCulture);
            Assert.True(size >= acknowledged, $"{line}, after {acknowledged} were acknowledged");
            acknowledged = size;
        }

        await child.WaitForExitAsync(Cancellation);
        Assert.Equal(Killed, child.ExitCode);
        return acknowledged;
    }
}
