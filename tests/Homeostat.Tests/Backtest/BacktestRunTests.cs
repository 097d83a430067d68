using Homeostat.Engine.Backtest;
using Homeostat.Engine.Files;
using Homeostat.Engine.Files.Protocols;
using Homeostat.Ethereum;
using Homeostat.Ethereum.Hashing;
using Homeostat.Ethereum.Rpc;
using Homeostat.Tests.Drill;

namespace Homeostat.Tests.Backtest;

public sealed class BacktestRunTests : IDisposable
{
    private const int PerBlock = 7;

    private static readonly BlockRange Range = new(new BlockNumber(1), new BlockNumber(400));
    private static readonly RangeOptions Options = RangeOptions.Default with { TargetLogs = 100 };
    private static readonly ProtocolDocument Protocol =
        ProtocolFile.Load(Path.Combine(ScenarioDirectory.Repository, "config", "protocols", "synthetic-perp.yaml"));

    private readonly string _path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
    private readonly ImmediateTime _time = new();
    private readonly Heard _heard = new();

    public void Dispose() => File.Delete(_path);

    [Fact]
    public async Task It_counts_what_the_chain_holds()
    {
        BacktestReport report = await RunAsync(new ScriptedNode(PerBlock), Checkpoint());

        Assert.Equal(400UL, report.Blocks);
        Assert.Equal(400 * PerBlock, report.Events);
        Assert.Equal(0UL, report.Unverifiable);
        int jumps = Enumerable.Range(PerBlock, 400 * PerBlock).Count(serial => serial % 17 == 16);
        Assert.Equal(jumps, report.Alerts);
        Assert.Equal((400UL, 400L * PerBlock), (_heard.Done.Value, _heard.Events));
        Assert.False(File.Exists(_path));
    }

    [Fact]
    public async Task Killed_and_continued_as_often_as_one_likes_it_says_the_same()
    {
        BacktestReport whole = await RunAsync(new ScriptedNode(PerBlock), null);
        var random = new Random(9);
        BacktestReport? report = null;
        int runs = 0;
        for (; report is null && runs < 1_000; runs++)
        {
            // Half of the runs die before they could write anything newer than what time made them write.
            int dies = random.Next(3, 12);
            var node = new ScriptedNode(PerBlock)
            {
                Misbehave = (_, number, honest) =>
                {
                    _time.Pass(TimeSpan.FromSeconds(random.Next(3)));
                    return number >= dies ? throw new InvalidOperationException("killed") : honest;
                },
            };
            try
            {
                report = await RunAsync(node, Checkpoint());
            }
            catch (InvalidOperationException)
            {
                continue;
            }
        }

        Assert.True(runs > 3, "it was never killed");
        Assert.NotNull(report);
        Assert.NotNull(report.ResumedFrom);
        AssertSame(whole, report);
    }

    [Fact]
    public async Task A_node_that_goes_away_leaves_a_checkpoint_at_what_was_done()
    {
        var node = new ScriptedNode(PerBlock)
        {
            Misbehave = (range, _, honest) => range.Last.Value > 200 ? throw new RpcTransportException("gone") : honest,
        };
        await Assert.ThrowsAsync<RpcTransportException>(() => RunAsync(node, Checkpoint()));

        BacktestReport report = await RunAsync(new ScriptedNode(PerBlock), Checkpoint());

        Assert.InRange(report.ResumedFrom!.Value, 150UL, 205UL);
        AssertSame(await RunAsync(new ScriptedNode(PerBlock), null), report);
    }

    [Fact]
    public async Task Blocks_that_cannot_be_seen_or_read_are_unverifiable_once_each()
    {
        var node = new ScriptedNode(PerBlock)
        {
            Misbehave = (range, _, honest) => range.Contains(new BlockNumber(50))
                ? throw new RpcException(-32000, "header not found", null)
                : honest.Replace(new ScriptedNode(PerBlock).Log(60, 2), Shortened(60, 2), StringComparison.Ordinal)
                    .Replace(new ScriptedNode(PerBlock).Log(60, 4), Shortened(60, 4), StringComparison.Ordinal),
        };

        BacktestReport report = await RunAsync(node, null);

        Assert.Equal(2UL, report.Unverifiable);
        Assert.Equal([50UL, 60UL], report.FirstUnverifiable.Select(u => u.Range.First.Value));
        Assert.Equal((400 * PerBlock) - PerBlock - 2, report.Events);
    }

    [Fact]
    public async Task A_checkpoint_of_another_backtest_or_no_checkpoint_at_all_is_refused()
    {
        File.WriteAllText(_path, "{}");
        await Assert.ThrowsAsync<FilesException>(() => RunAsync(new ScriptedNode(PerBlock), Checkpoint()));
        File.WriteAllText(_path, "no json");
        await Assert.ThrowsAsync<FilesException>(() => RunAsync(new ScriptedNode(PerBlock), Checkpoint()));
        File.Delete(_path);
        var gone = new ScriptedNode(PerBlock) { Misbehave = (range, _, honest) => range.Last.Value > 200 ? throw new RpcTransportException("gone") : honest };
        await Assert.ThrowsAsync<RpcTransportException>(() => RunAsync(gone, Checkpoint()));

        var other = new BacktestCheckpoint(_path, Keccak256.Hash("another protocol"));

        FilesException refused = await Assert.ThrowsAsync<FilesException>(() => RunAsync(new ScriptedNode(PerBlock), other));
        Assert.Contains("protocol_hash", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_filter_names_contracts_and_events_unless_they_are_too_many()
    {
        Assert.Equal((8, 6), Sizes(Protocol));
        var many = Protocol.Decoding.Groups[0] with { Addresses = [.. Enumerable.Range(1, 10_000).Select(i => new Address(((UInt256)i).ToHash32().ToBytes().AsSpan(12)))] };
        Assert.Equal((0, 6), Sizes(Protocol with { Decoding = Protocol.Decoding with { Groups = [many] } }));
    }

    private static (int Addresses, int Topics) Sizes(ProtocolDocument protocol)
    {
        LogFilter filter = BacktestRun.FilterOf(protocol);
        return (filter.Addresses.Count, Assert.Single(filter.Topics).Count);
    }

    private static string Shortened(ulong block, int index)
    {
        string log = new ScriptedNode(PerBlock).Log(block, index);
        return log.Remove(log.IndexOf("\"data\":\"0x", StringComparison.Ordinal) + "\"data\":\"0x".Length, 64);
    }

    private static void AssertSame(BacktestReport expected, BacktestReport actual)
    {
        Assert.Equal(
            (expected.Events, expected.Alerts, expected.Blocks, expected.Unverifiable),
            (actual.Events, actual.Alerts, actual.Blocks, actual.Unverifiable));
        Assert.Equal(expected.Facts, actual.Facts);
        Assert.Equal(expected.AlertsByRule, actual.AlertsByRule);
        Assert.Equal(expected.FirstAlerts, actual.FirstAlerts);
        Assert.Equal(expected.FirstUnverifiable, actual.FirstUnverifiable);
    }

    private BacktestCheckpoint Checkpoint() => new(_path, Keccak256.Hash("this protocol"));

    private Task<BacktestReport> RunAsync(ScriptedNode node, BacktestCheckpoint? checkpoint)
    {
        var source = new RpcRangeSource([new EthereumClient(node)], BacktestRun.FilterOf(Protocol), verification: null, Options, _time);
        return new BacktestRun(Protocol, source, checkpoint, _heard, _time).RunAsync(Range, CancellationToken.None);
    }

    private sealed class Heard : IBacktestProgress
    {
        public BlockNumber Done { get; private set; }

        public long Events { get; private set; }

        public void Said(string text) => Assert.NotEmpty(text);

        public void Advanced(BlockNumber done, long events) => (Done, Events) = (done, events);
    }
}
