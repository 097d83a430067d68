using Homeostat.Engine.Backtest;
using Homeostat.Ethereum;
using Homeostat.Ethereum.Rpc;

namespace Homeostat.Tests.Backtest;

public sealed class RpcRangeSourceTests
{
    private const int PerBlock = 5;

    private static readonly BlockRange Range = new(new BlockNumber(10), new BlockNumber(509));
    private static readonly RangeOptions Options = RangeOptions.Default with { TargetLogs = 200, MaxBlocks = 64 };

    private readonly ImmediateTime _time = new();

    [Fact]
    public async Task Every_block_comes_once_in_order()
    {
        var node = new ScriptedNode(PerBlock);

        List<RangePart> parts = await ReadAsync(node, Range);

        AssertWhole(parts);
        Assert.True(node.Asked.Count < 30, $"{node.Asked.Count} requests for {Range.Count} blocks of {PerBlock} logs");
    }

    [Fact]
    public async Task A_range_of_one_block_and_the_last_block_of_all_are_read()
    {
        Assert.Equal(PerBlock, Assert.Single(await ReadAsync(new ScriptedNode(PerBlock), new BlockRange(Range.First, Range.First))).Logs.Count);
        Assert.Equal(7UL, (ulong)(await ReadAsync(new ScriptedNode(0), new BlockRange(new BlockNumber(0), new BlockNumber(6)))).Sum(p => (long)p.Range.Count));
    }

    [Fact]
    public async Task Chunks_grow_where_logs_are_few_up_to_the_limit()
    {
        var node = new ScriptedNode(0);

        await ReadAsync(node, new BlockRange(new BlockNumber(0), new BlockNumber(9_999)));

        Assert.Equal(64UL, node.Asked.Max(r => r.Count));
        Assert.True(node.Asked.Count < 200);
    }

    [Fact]
    public async Task Dense_blocks_are_asked_for_one_by_one()
    {
        var node = new ScriptedNode(Options.TargetLogs);

        await ReadAsync(node, new BlockRange(new BlockNumber(0), new BlockNumber(99)));

        Assert.All(node.Asked.Skip(4), r => Assert.True(r.Count <= 2, r.ToString()));
    }

    [Fact]
    public async Task A_node_that_limits_ranges_is_asked_in_halves_and_nothing_is_lost()
    {
        var node = new ScriptedNode(PerBlock)
        {
            Misbehave = (range, _, honest) => range.Count > 10
                ? throw new RpcException(-32005, "query returned more than 10000 results", null)
                : honest,
        };

        AssertWhole(await ReadAsync(node, Range));
        Assert.True(node.Asked.Count(r => r.Count > 10) < 20, "it does not learn the limit");
    }

    [Fact]
    public async Task A_timeout_now_and_then_costs_a_wait_and_no_block()
    {
        var node = new ScriptedNode(PerBlock)
        {
            Misbehave = (_, number, honest) => number % 5 == 0 ? throw new RpcTransportException("The node did not answer within 30 s.") : honest,
        };

        AssertWhole(await ReadAsync(node, Range));
        Assert.True(_time.Waited > TimeSpan.Zero);
    }

    public static TheoryData<string, string> Lies => new()
    {
        { "\"removed\":false", "\"removed\":true" },
        { "\"blockNumber\":\"0x64\"", "\"blockNumber\":\"0xffff\"" },
        { "\"logIndex\":\"0x4\"", "\"logIndex\":\"0x1\"" },
        { "\"data\":\"0x", "\"data\":\"" },
    };

    [Theory]
    [MemberData(nameof(Lies))]
    public async Task A_block_that_is_answered_wrong_is_a_failed_look_and_the_others_are_not(string honest, string lie)
    {
        var node = new ScriptedNode(PerBlock)
        {
            Misbehave = (range, _, answer) => range.Contains(new BlockNumber(100)) ? Spoil(answer, honest, lie) : answer,
        };

        List<RangePart> parts = await ReadAsync(node, Range);

        FailedLook failed = Assert.Single(parts.SelectMany(p => p.Failures));
        Assert.Equal(new BlockRange(new BlockNumber(100), new BlockNumber(100)), failed.Range);
        Assert.NotEmpty(failed.Reason);
        Assert.Equal((Range.Count - 1) * PerBlock, (ulong)parts.Sum(p => (long)p.Logs.Count));
        Assert.Equal(Options.Attempts, node.Asked.Count(r => r == failed.Range));
    }

    [Fact]
    public async Task Two_blocks_at_one_height_are_a_lie()
    {
        var block = new BlockRange(new BlockNumber(100), new BlockNumber(100));
        string honest = new ScriptedNode(PerBlock).Log(100, 3);
        string other = honest.Replace("\"blockHash\":\"0x", "\"blockHash\":\"0x00", StringComparison.Ordinal);
        int hash = other.IndexOf("\"blockHash\":\"0x", StringComparison.Ordinal) + "\"blockHash\":\"0x".Length;
        var node = new ScriptedNode(PerBlock)
        {
            Misbehave = (_, _, answer) => answer.Replace(honest, other.Remove(hash + 64, 2), StringComparison.Ordinal),
        };

        FailedLook failed = Assert.Single(Assert.Single(await ReadAsync(node, block)).Failures);

        Assert.Contains("another block hash", failed.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_node_that_is_gone_ends_the_reading_and_what_it_gave_stands()
    {
        var node = new ScriptedNode(PerBlock)
        {
            Misbehave = (range, _, honest) => range.Last.Value >= 200 ? throw new RpcTransportException("The connection to the node failed.") : honest,
        };
        var parts = new List<RangePart>();

        await Assert.ThrowsAsync<RpcTransportException>(() => ReadAsync(node, Range, parts));

        Assert.NotEmpty(parts);
        Assert.True(parts[^1].Range.Last.Value < 205);
        Assert.True(node.Asked.Count < 120, $"{node.Asked.Count} requests to a node that is gone");
    }

    [Fact]
    public async Task Cancelling_ends_it()
    {
        using var cancel = new CancellationTokenSource();
        var source = new RpcRangeSource([new EthereumClient(new ScriptedNode(PerBlock))], new LogFilter(), verification: null, Options, _time);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await foreach (RangePart part in source.ReadAsync(Range, cancel.Token))
            {
                await cancel.CancelAsync();
            }
        });
    }

    private static string Spoil(string answer, string honest, string lie)
    {
        int block = answer.IndexOf("\"blockNumber\":\"0x64\"", StringComparison.Ordinal);
        int start = answer.LastIndexOf("{\"address\"", block, StringComparison.Ordinal);
        int at = answer.IndexOf(honest, start, StringComparison.Ordinal);
        return string.Concat(answer.AsSpan(0, at), lie, answer.AsSpan(at + honest.Length));
    }

    private static void AssertWhole(List<RangePart> parts)
    {
        Assert.Empty(parts.SelectMany(p => p.Failures));
        Assert.Equal(Range.First, parts[0].Range.First);
        Assert.Equal(Range.Last, parts[^1].Range.Last);
        for (int i = 1; i < parts.Count; i++)
        {
            Assert.Equal(parts[i - 1].Range.Last + 1, parts[i].Range.First);
        }

        List<(ulong Block, uint Index)> logs = [.. parts.SelectMany(p => Positions(p.Logs))];
        Assert.Equal((int)Range.Count * PerBlock, logs.Count);
        Assert.Equal(logs.Order(), logs);
        Assert.Equal(logs.Count, logs.Distinct().Count());
    }

    private static List<(ulong Block, uint Index)> Positions(LogBatch logs)
    {
        var positions = new List<(ulong, uint)>();
        foreach (LogView log in logs)
        {
            positions.Add((log.BlockNumber.Value, log.LogIndex));
        }

        return positions;
    }

    private async Task<List<RangePart>> ReadAsync(ScriptedNode node, BlockRange range)
    {
        var parts = new List<RangePart>();
        await ReadAsync(node, range, parts);
        return parts;
    }

    /// <summary>Parts are only good until the next: they are copied.</summary>
    private async Task ReadAsync(ScriptedNode node, BlockRange range, List<RangePart> parts)
    {
        var source = new RpcRangeSource([new EthereumClient(node)], new LogFilter(), verification: null, Options, _time);
        await foreach (RangePart part in source.ReadAsync(range, CancellationToken.None))
        {
            var copy = new LogBatch();
            foreach (LogView log in part.Logs)
            {
                copy.Add(log);
            }

            parts.Add(part with { Logs = copy });
        }
    }
}
