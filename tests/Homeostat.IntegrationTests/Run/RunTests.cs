using System.Text.RegularExpressions;
using Homeostat.Engine.Archive;
using Homeostat.Ethereum.Hashing;
using Homeostat.Ethereum.Rpc;
using Homeostat.IntegrationTests.Ethereum;

namespace Homeostat.IntegrationTests.Run;

/// <summary>`homeostat run` on a real node with the real ledger, started as a user starts it.</summary>
public partial class RunTests(RunFixture fixture) : IClassFixture<RunFixture>
{
    private static CancellationToken Cancellation => RunFixture.Cancellation;

    [Fact]
    public async Task What_is_under_attack_is_restricted_on_chain_and_a_restart_goes_on()
    {
        var arguments = fixture.OneFile("attack");
        using (var run = RunProcess.Start(arguments, fixture.Environment, fixture.Directory.FullName))
        {
            await run.SaysAsync("follows from block", Cancellation);
            await CalmAsync(1, 6);
            await fixture.PriceAsync(1, 140);
            await fixture.MineAsync();
            await run.SaysAsync("Decided: ", Cancellation);
            await UntilAsync(run, "Contained: ");
            Assert.Equal(0, await run.StopAsync(Cancellation));
        }

        Assert.Single(await RestrictionsAsync());
        using var again = RunProcess.Start(arguments, fixture.Environment, fixture.Directory.FullName);
        Assert.Contains("where an earlier run was", await again.SaysAsync("follows from block", Cancellation), StringComparison.Ordinal);
        await fixture.PriceAsync(1, 150);
        await fixture.MineAsync();
        await CalmAsync(2, 3);
        await SeesAsync(again, "highest_block_processed", (await fixture.Client.BlockNumberAsync(Cancellation)).Value);
        Assert.Equal(0, await again.StopAsync(Cancellation));

        // It is still contained, and Core remembers.
        Assert.Single(await RestrictionsAsync());
        using var archive = ArchiveReader.Open(Path.Combine(fixture.Directory.FullName, "attack", "archive", "0001.hsa"));
        Assert.True(archive.Tail.IsClosed);
    }

    [Fact]
    public async Task Metrics_are_those_that_the_documentation_lists()
    {
        using var run = RunProcess.Start(fixture.OneFile("metrics"), fixture.Environment, fixture.Directory.FullName);
        await run.SaysAsync("follows from block", Cancellation);
        await CalmAsync(3, 3);
        await SeesAsync(run, "highest_block_processed", (await fixture.Client.BlockNumberAsync(Cancellation)).Value);
        var served = Types().Matches(await run.MetricsAsync(Cancellation)).Select(m => $"{m.Groups["name"]} {m.Groups["type"]}").Order().ToList();
        var listed = Rows().Matches(await File.ReadAllTextAsync(Path.Combine(AnvilFixture.Checkout.Root, "docs", "metrics.md"), Cancellation))
            .Select(m => $"{m.Groups["name"]} {m.Groups["type"]}").Order().ToList();

        Assert.Equal(listed, served);
    }

    [Theory]
    [InlineData("--action-target", "0x12", "--action-target 0x12 is no address")]
    [InlineData("--rpc", "ftp://node", "--rpc is no URL")]
    [InlineData("--key-file", "missing.json", "missing.json cannot be read")]
    [InlineData("--protocol", "missing.yaml", "missing.yaml")]
    public async Task What_is_wrong_on_the_command_line_is_named(string option, string value, string expected)
    {
        var arguments = fixture.OneFile("wrong").ToList();
        arguments[arguments.IndexOf(option) + 1] = value;
        using var run = RunProcess.Start(arguments, fixture.Environment, fixture.Directory.FullName);

        Assert.Equal(2, await run.EndsAsync(Cancellation));
        Assert.Contains(run.Lines, l => l.Contains(expected, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_password_that_is_wrong_or_missing_is_named_and_not_repeated()
    {
        var environment = new Dictionary<string, string> { ["HOMEOSTAT_KEY_PASSWORD"] = "not the password" };
        using var run = RunProcess.Start(fixture.OneFile("password"), environment, fixture.Directory.FullName);

        Assert.Equal(2, await run.EndsAsync(Cancellation));
        Assert.Contains(run.Lines, l => l.Contains("password", StringComparison.Ordinal));
        Assert.DoesNotContain(run.Lines, l => l.Contains("not the password", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_reorganisation_too_deep_to_undo_halts_with_an_incident_and_is_not_gone_on_with()
    {
        // A node of its own: nobody else likes such a reorganisation.
        await using var apart = new RunFixture();
        await apart.InitializeAsync();
        for (var i = 0; i < 80; i++)
        {
            await apart.MineAsync();
        }

        using (var run = RunProcess.Start(apart.OneFile("deep"), apart.Environment, apart.Directory.FullName))
        {
            await run.SaysAsync("follows from block", Cancellation);
            await apart.MineAsync();
            await SeesAsync(run, "highest_block_processed", (await apart.Client.BlockNumberAsync(Cancellation)).Value);
            await apart.ReorgAsync(70);
            await apart.MineAsync();
            await run.SaysAsync("Detected: the engine halted", Cancellation);
            Assert.Contains("nobody watches", await run.SaysAsync("HALTED", Cancellation), StringComparison.Ordinal);
            Assert.Equal(1, await run.EndsAsync(Cancellation));
        }

        using var again = RunProcess.Start(apart.OneFile("deep"), apart.Environment, apart.Directory.FullName);
        Assert.Contains("an earlier run halted", await again.SaysAsync("HALTED", Cancellation), StringComparison.Ordinal);
        Assert.Equal(1, await again.EndsAsync(Cancellation));
    }

    [Fact]
    public async Task Two_runs_do_not_share_a_state()
    {
        using var run = RunProcess.Start(fixture.OneFile("shared"), fixture.Environment, fixture.Directory.FullName);
        await run.SaysAsync("follows from block", Cancellation);
        using var second = RunProcess.Start(fixture.OneFile("shared"), fixture.Environment, fixture.Directory.FullName);

        Assert.NotEqual(0, await second.EndsAsync(Cancellation));
        Assert.Contains(second.Lines, l => l.Contains("homeostat.db", StringComparison.Ordinal));
    }

    private async Task CalmAsync(int market, int blocks)
    {
        for (var i = 0; i < blocks; i++)
        {
            await fixture.PriceAsync(market, 100 + (i % 2 * 0.1));
            await fixture.MineAsync();
        }
    }

    /// <summary>Blocks go on until it says so.</summary>
    private async Task UntilAsync(RunProcess run, string text)
    {
        var says = run.SaysAsync(text, Cancellation);
        while (!says.IsCompleted)
        {
            await fixture.MineAsync();
            await Task.WhenAny(says, Task.Delay(100, Cancellation));
        }

        await says;
    }

    private static async Task SeesAsync(RunProcess run, string metric, double value)
    {
        for (var tries = 0; tries < 300; tries++)
        {
            var line = (await run.MetricsAsync(Cancellation)).Split('\n').FirstOrDefault(l => l.StartsWith(metric + "{", StringComparison.Ordinal));
            if (line is not null && double.Parse(line[(line.LastIndexOf(' ') + 1)..], System.Globalization.CultureInfo.InvariantCulture) == value)
            {
                return;
            }

            await Task.Delay(100, Cancellation);
        }

        Assert.Fail($"{metric} never was {value}");
    }

    private async Task<IReadOnlyList<Restriction>> RestrictionsAsync()
    {
        var logs = await fixture.Client.GetLogsAsync(
            new Homeostat.Ethereum.BlockRange(new Homeostat.Ethereum.BlockNumber(fixture.Born), await fixture.Client.BlockNumberAsync(Cancellation)),
            new LogFilter
            {
                Addresses = [fixture.LedgerAddress],
                Topics = [[Keccak256.Hash("Restricted(bytes32,uint64,bytes32,uint8,uint40,uint8,uint16,uint40,address,uint256)"u8)]],
            },
            Cancellation);
        var found = new List<Restriction>();
        foreach (var log in logs)
        {
            found.Add(new Restriction(log.Topic(1), log.Topic(3)));
        }

        return found;
    }

    [GeneratedRegex(@"^# TYPE (?<name>\S+) (?<type>\S+)", RegexOptions.Multiline)]
    private static partial Regex Types();

    [GeneratedRegex(@"^\| `(?<name>[a-z_]+)` \| (?<type>gauge|counter|histogram) \|", RegexOptions.Multiline)]
    private static partial Regex Rows();

    private sealed record Restriction(Homeostat.Ethereum.Hash32 Scope, Homeostat.Ethereum.Hash32 Action);
}
