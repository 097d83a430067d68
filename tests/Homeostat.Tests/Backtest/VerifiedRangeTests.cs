using Homeostat.Engine.Backtest;
using Homeostat.Engine.Ingestion.Following;
using Homeostat.Ethereum;
using Homeostat.Ethereum.Rpc;
using Homeostat.Tests.Ingestion.Simulation;

namespace Homeostat.Tests.Backtest;

/// <summary>What a node says against the headers of a chain whose hashes, filters and receipts roots are true.</summary>
public sealed class VerifiedRangeTests
{
    private const int Blocks = 300;

    private static readonly LogFilter Two = new() { Addresses = [ScriptedChain.Contract(0), ScriptedChain.Contract(2)] };

    private readonly List<ScriptedBlock> _chain = Mine(seed: 3);

    public static TheoryData<LogVerification> Ways => [LogVerification.Bloom, LogVerification.Receipts];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task An_honest_node_is_believed_after_all_and_every_log_comes(LogVerification way)
    {
        foreach (LogFilter filter in new[] { new LogFilter(), Two })
        {
            Reading reading = await ReadAsync(way, filter, new ChainNode(_chain));

            Assert.Empty(reading.Failures);
            Assert.Equal(Wanted(filter), reading.Logs);
        }
    }

    [Fact]
    public async Task Headers_are_asked_for_in_batches_and_nothing_for_blocks_whose_filters_rule_the_logs_out()
    {
        var node = new ChainNode(_chain);

        await ReadAsync(LogVerification.Bloom, new LogFilter { Addresses = [ScriptedChain.Contract(9)] }, node);

        Assert.DoesNotContain(node.Asked, r => r.Method == "eth_getLogs");
        Assert.Equal(Blocks, node.Asked.Count(r => r.Method == "eth_getBlockByNumber"));
    }

    [Fact]
    public async Task A_contract_whose_logs_are_left_out_is_missed_and_the_receipts_have_them()
    {
        Reading reading = await ReadAsync(LogVerification.Bloom, Two, Omitting(ScriptedChain.Contract(2)));

        Assert.Empty(reading.Failures);
        Assert.Equal(Wanted(Two), reading.Logs);
    }

    [Fact]
    public async Task Without_receipts_a_block_with_logs_left_out_is_unverifiable_and_no_other_is()
    {
        Address omitted = ScriptedChain.Contract(2);

        Reading reading = await ReadAsync(LogVerification.Bloom, Two, Omitting(omitted, receipts: null));

        AssertLost(_chain.Where(b => b.AllLogs.Any(l => l.Address == omitted)), reading);
        Assert.Contains(omitted.ToString(), reading.Failures[0].Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_receipts_another_node_s_logs_settle_a_doubt_only_if_they_are_as_many()
    {
        Address omitted = ScriptedChain.Contract(2);
        var honest = new ChainNode(_chain) { Receipts = null };

        Reading reading = await ReadAsync(LogVerification.Bloom, Two, Omitting(omitted, receipts: null), honest);

        AssertLost(_chain.Where(b => b.AllLogs.Any(l => l.Address == omitted)), reading);
        Assert.Empty((await ReadAsync(LogVerification.Bloom, Two, honest, honest)).Failures);
    }

    [Fact]
    public async Task A_single_log_left_out_is_not_in_the_receipts_under_the_root()
    {
        ScriptedBlock block = _chain.First(b => b.AllLogs.Count() > 2);
        var node = new ChainNode(_chain) { Receipts = b => b.ReceiptsJson(omit: b == block ? 1u : null) };

        Reading reading = await ReadAsync(LogVerification.Receipts, new LogFilter(), node);

        AssertLost([block], reading);
    }

    [Fact]
    public async Task With_every_log_asked_for_a_single_one_left_out_is_missed()
    {
        ScriptedBlock block = _chain.First(b => b.AllLogs.Count() > 2);
        var node = new ChainNode(_chain) { Logs = b => b.AllLogs.Where(l => b != block || l.LogIndex != 1) };

        AssertLost([block], await ReadAsync(LogVerification.Bloom, new LogFilter(), node));
    }

    [Fact]
    public async Task A_forged_log_makes_its_block_unverifiable()
    {
        ScriptedBlock block = Busy();
        Log real = block.AllLogs.First();
        foreach (Log forged in new[]
        {
            real with { Topics = [((UInt256)0xf0f0f0).ToHash32()] },
            real with { Address = Address.Parse("0x5fbdb2315678afecb367f032d93f642f64180aa3") },
            real with { BlockHash = Hash32.Zero },
        })
        {
            var node = new ChainNode(_chain) { Logs = b => b == block ? [forged, .. b.AllLogs.Skip(1)] : b.AllLogs };

            AssertLost([block], await ReadAsync(LogVerification.Bloom, new LogFilter(), node));
        }
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task A_header_whose_hash_is_not_its_own_makes_its_block_unverifiable(LogVerification way)
    {
        ScriptedBlock block = Busy();
        var node = new ChainNode(_chain)
        {
            Header = b => b == block ? ScriptedBlock.HeaderJson(b.Header with { LogsBloom = new byte[256] }) : b.Json,
        };

        AssertLost([block], await ReadAsync(way, Two, node));
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task A_block_that_the_node_does_not_know_is_unverifiable(LogVerification way)
    {
        ScriptedBlock block = Busy();

        AssertLost([block], await ReadAsync(way, Two, new ChainNode(_chain) { Header = b => b == block ? null : b.Json }));
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task A_block_of_another_chain_does_not_join_its_neighbours(LogVerification way)
    {
        // Right in itself, and empty: the chain that the node made up to hide a block's logs.
        ScriptedBlock block = Busy();
        var other = new ScriptedBlock(_chain[(int)block.Number - 1], 77, []);
        ScriptedBlock[] forked = [.. _chain.Select(b => b == block ? other : b)];

        Reading reading = await ReadAsync(way, Two, new ChainNode(forked));

        AssertLost([block, _chain[(int)block.Number + 1]], reading);
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task What_one_node_gets_wrong_another_is_asked_for(LogVerification way)
    {
        ScriptedBlock block = Busy();
        var liar = new ChainNode(_chain)
        {
            Header = b => b.Number % 10 == 0 ? null : b.Number % 10 == 5 ? ScriptedBlock.HeaderJson(b.Header with { Timestamp = 1 }) : b.Json,
            Logs = b => b == block ? [] : b.AllLogs,
            Receipts = b => b.ReceiptsJson(omit: 0),
        };

        Reading reading = await ReadAsync(way, Two, liar, new ChainNode(_chain));

        Assert.Empty(reading.Failures);
        Assert.Equal(Wanted(Two), reading.Logs);
    }

    [Fact]
    public async Task A_node_that_is_believed_is_not_asked_for_headers()
    {
        var node = new ChainNode(_chain) { Header = _ => null, Logs = _ => [] };

        Reading reading = await ReadAsync(null, Two, node);

        Assert.Empty(reading.Failures);
        Assert.Empty(reading.Logs);
    }

    private static List<ScriptedBlock> Mine(int seed)
    {
        var chain = new ScriptedChain(seed);
        chain.Mine(Blocks - 1);
        return [.. chain.Canonical];
    }

    /// <summary>A block in the middle with logs of a watched contract.</summary>
    private ScriptedBlock Busy() => _chain.Skip(100).First(b => b.AllLogs.Count(l => Two.Addresses.Contains(l.Address)) > 1);

    private ChainNode Omitting(Address contract) => Omitting(contract, b => b.ReceiptsJson(omit: null));

    private ChainNode Omitting(Address contract, Func<ScriptedBlock, string>? receipts) =>
        new(_chain) { Logs = b => b.AllLogs.Where(l => l.Address != contract), Receipts = receipts };

    private List<(ulong Block, uint Index)> Wanted(LogFilter filter) =>
        [.. _chain.SelectMany(b => b.AllLogs).Where(l => filter.Addresses.Count == 0 || filter.Addresses.Contains(l.Address)).Select(l => (l.BlockNumber.Value, l.LogIndex))];

    private static void AssertLost(IEnumerable<ScriptedBlock> blocks, Reading reading)
    {
        Assert.Equal(blocks.Select(b => b.Number), reading.Failures.Select(f => f.Range.First.Value));
        Assert.All(reading.Failures, f => Assert.Equal((1UL, true), (f.Range.Count, f.Reason.Length > 0)));
    }

    private static async Task<Reading> ReadAsync(LogVerification? way, LogFilter filter, params ChainNode[] nodes)
    {
        var options = RangeOptions.Checked with { TargetLogs = 60, MaxBlocks = 130 };
        var source = new RpcRangeSource([.. nodes.Select(n => new EthereumClient(n))], filter, way, options, new ImmediateTime());
        var reading = new Reading([], []);
        await foreach (RangePart part in source.ReadAsync(new BlockRange(new BlockNumber(0), new BlockNumber(Blocks - 1)), Cancellation))
        {
            reading.Failures.AddRange(part.Failures);
            foreach (LogView log in part.Logs)
            {
                reading.Logs.Add((log.BlockNumber.Value, log.LogIndex));
            }
        }

        return reading;
    }

    private sealed record Reading(List<FailedLook> Failures, List<(ulong Block, uint Index)> Logs);
}
