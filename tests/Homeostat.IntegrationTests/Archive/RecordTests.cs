using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using Homeostat.Engine.Devnet;
using Homeostat.Ethereum;
using Homeostat.IntegrationTests.Ethereum;

namespace Homeostat.IntegrationTests.Archive;

/// <summary>`homeostat record` on a real node, and a backtest from what it wrote.</summary>
public sealed class RecordTests(AnvilFixture anvil) : IClassFixture<AnvilFixture>, IDisposable
{
    private const int Blocks = 40;

    private const string Source = """
        contract Quotes {
            event PriceUpdated(bytes32 indexed marketId, uint256 price);
            event Noise(uint256 indexed number);
            function set(bytes32 market, uint256 price) external { emit PriceUpdated(market, price); emit Noise(price); }
        }
        """;

    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("homeostat-record-");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _directory.Delete(recursive: true);

    [Fact]
    public async Task What_is_recorded_backtests_as_the_node_does_and_recording_goes_on_where_it_stopped()
    {
        var (protocol, first) = await TellAsync();
        var (middle, last) = (first + (Blocks / 2), first + Blocks - 1);
        var archive = File("quotes.hsa");

        await HomeostatAsync(0, "record", "--protocol", protocol, "--rpc", anvil.Node.Http.ToString(), "--from", Text(first), "--to", Text(middle), "--out", archive);
        await HomeostatAsync(0, "record", "--protocol", protocol, "--rpc", anvil.Node.WebSocket.ToString(), "--from", Text(first), "--to", Text(last), "--out", archive);

        var fromNode = await BacktestAsync(0, protocol, first, last, "--rpc", anvil.Node.Http.ToString());
        var fromArchive = await BacktestAsync(0, protocol, first, last, "--archive", archive);
        Assert.Equal(("bloom", "archive"), ((string)fromNode["verify"]!, (string)fromArchive["verify"]!));
        fromArchive["verify"] = "bloom";
        Assert.Equal(fromNode.ToJsonString(), fromArchive.ToJsonString());
        Assert.Equal(Blocks, (int)fromArchive["events"]!);
        Assert.True((int)fromArchive["alerts"]! > 0);

        var beyond = await BacktestAsync(1, protocol, first, last + 2, "--archive", archive);
        Assert.Equal(2, (int)beyond["unverifiable"]!);
    }

    [Fact]
    public async Task An_archive_without_the_logs_that_are_asked_for_is_refused()
    {
        var (protocol, first) = await TellAsync();
        var archive = File("narrow.hsa");
        await HomeostatAsync(0, "record", "--protocol", protocol, "--rpc", anvil.Node.Http.ToString(), "--from", Text(first), "--to", Text(first + 3), "--out", archive);
        var wider = File("wider.yaml");
        await System.IO.File.WriteAllTextAsync(wider, (await System.IO.File.ReadAllTextAsync(protocol, Cancellation)).Replace("events:", """
            events:
              - on: quotes
                event: Noise(uint256 indexed number)
                facts: []
            """, StringComparison.Ordinal), Cancellation);

        var said = await HomeostatAsync(2, "backtest", "--protocol", wider, "--archive", archive, "--from", Text(first), "--to", Text(first + 3));

        Assert.Contains("another definition", said, StringComparison.Ordinal);
    }

    private async Task<JsonObject> BacktestAsync(int exit, string protocol, ulong from, ulong to, string source, string place)
    {
        var json = File("report.json");
        await HomeostatAsync(exit, "backtest", "--protocol", protocol, source, place, "--from", Text(from), "--to", Text(to), "--json", json);
        var report = JsonNode.Parse(await System.IO.File.ReadAllTextAsync(json, Cancellation))!.AsObject();
        foreach (var cost in new[] { "wall_s", "cpu_s", "max_rss_mb", "rpc_calls" })
        {
            report.Remove(cost);
        }

        return report;
    }

    /// <summary>Blocks with a price each, one of which jumps; the protocol's definition and the first of them.</summary>
    private async Task<(string Protocol, ulong First)> TellAsync()
    {
        var artifact = (await AnvilFixture.CompileAsync(Source, Cancellation))["Quotes"];
        var contract = await anvil.Chain.DeployAsync(anvil.Account, artifact, [], Cancellation);
        await anvil.Chain.MineAsync(anvil.Chain.Now + 12, Cancellation);
        var first = anvil.Chain.Head + 1;
        var set = artifact.Abi.Function("set");
        for (var i = 0; i < Blocks; i++)
        {
            UInt256 price = i == 30 ? 200 : 100;
            await anvil.Chain.SendAsync(DevnetTransaction.Call(anvil.Account, contract, set.EncodeCall(Hash32.Zero, price)), Cancellation);
            await anvil.Chain.MineAsync(anvil.Chain.Now + 12, Cancellation);
        }

        var path = File("quotes.yaml");
        await System.IO.File.WriteAllTextAsync(path, $$"""
            schema: homeostat/protocol/v1
            slug: quotes
            name: Quotes
            contracts:
              - slug: quotes
                addresses: ["{{contract}}"]
            events:
              - on: quotes
                event: PriceUpdated(bytes32 indexed marketId, uint256 price)
                facts:
                  - fact: price
                    kind: index
                    market: {by_contract: true, argument: marketId, discover: true}
                    price: {argument: price, decimals: 0}
            rules:
              - slug: jump
                kind: price_deviation
                price: index
                smoothing: 0.05
                threshold: 0.05
            """, Cancellation);
        return (path, first);
    }

    private static async Task<string> HomeostatAsync(int exit, params string[] arguments)
    {
        using var homeostat = Process.Start(new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "homeostat.dll"), .. arguments])
        {
            RedirectStandardError = true,
            RedirectStandardOutput = true,
        })!;
        var (output, error) = (homeostat.StandardOutput.ReadToEndAsync(Cancellation), homeostat.StandardError.ReadToEndAsync(Cancellation));
        await homeostat.WaitForExitAsync(Cancellation);
        var said = $"{await output}\n{await error}";
        Assert.True(homeostat.ExitCode == exit, $"homeostat {string.Join(' ', arguments)} ended with {homeostat.ExitCode}, not {exit}:\n{said}");
        return said;
    }

    private string File(string name) => Path.Combine(_directory.FullName, name);

    private static string Text(ulong block) => block.ToString(CultureInfo.InvariantCulture);
}
