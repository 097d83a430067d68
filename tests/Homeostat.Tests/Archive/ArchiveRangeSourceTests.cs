using Homeostat.Core.Chain;
using Homeostat.Engine.Archive;
using Homeostat.Engine.Backtest;
using Homeostat.Ethereum;
using Homeostat.Ethereum.Rpc;
using Homeostat.Tests.Core;
using Block = Homeostat.Core.Chain.Block;

namespace Homeostat.Tests.Archive;

public sealed class ArchiveRangeSourceTests : IDisposable
{
    private readonly ArchiveFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(1)]
    [InlineData(0)]
    public async Task Blocks_that_a_reorg_took_away_are_not_given_and_those_in_their_place_are(int perGroup)
    {
        var chain = new ChainBuilder();
        var inputs = new List<Input>();
        Block[] standing = [.. Enumerable.Range(0, 100).Select(_ => chain.Next())];
        for (var i = 0; i < standing.Length; i++)
        {
            if (i % 10 == 9)
            {
                // Two blocks of another branch come first, and go again with the two that stand.
                var branch = new ChainBuilder("lost", standing[i - 2].Ref, standing[i - 2].Timestamp);
                Block[] lost = [branch.Next(), branch.Next()];
                inputs.RemoveAt(inputs.Count - 1);
                inputs.AddRange(lost.Select(b => new ChainUpdate.Committed(b)));
                inputs.Add(new ChainUpdate.Reorged([.. lost.Select(b => b.Ref)], [standing[i - 1], standing[i]]));
            }
            else
            {
                inputs.Add(new ChainUpdate.Committed(standing[i]));
            }
        }

        using var archive = ArchiveReader.Open(_folder.Write(inputs, perGroup, close: true));
        var parts = await ReadAsync(archive, 19, 85);

        Assert.Equal(Enumerable.Range(19, 67).Select(n => Range((ulong)n, (ulong)n)), parts.Select(p => p.Range));
        Assert.All(parts, p => Assert.Empty(p.Failures));
    }

    [Fact]
    public async Task Blocks_that_are_not_there_are_failed_looks()
    {
        var chain = new ChainBuilder();
        Block[] blocks = [.. Enumerable.Range(0, 10).Select(_ => chain.Next())];
        var inputs = blocks[2..4].Concat(blocks[6..8]).Select(b => (Input)new ChainUpdate.Committed(b));

        using var archive = ArchiveReader.Open(_folder.Write(inputs, 1, close: true));
        var parts = await ReadAsync(archive, 1, 10);

        Assert.Equal([Range(1, 2), Range(3, 3), Range(4, 4), Range(5, 6), Range(7, 7), Range(8, 8), Range(9, 10)], parts.Select(p => p.Range));
        Assert.Equal([Range(1, 2), Range(5, 6), Range(9, 10)], parts.SelectMany(p => p.Failures).Select(f => f.Range));
    }

    [Fact]
    public void What_was_not_recorded_cannot_be_asked_for()
    {
        var recorded = RecordedLogs.Of(new LogFilter { Addresses = [Sample.Vault, Sample.Token], Topics = [[Hash32.Zero]] });

        Assert.True(recorded.Cover(new LogFilter { Addresses = [Sample.Token], Topics = [[Hash32.Zero]] }));
        Assert.False(recorded.Cover(new LogFilter { Addresses = [Sample.Gate], Topics = [[Hash32.Zero]] }));
        Assert.False(recorded.Cover(new LogFilter { Addresses = [], Topics = [[Hash32.Zero]] }));
        Assert.False(recorded.Cover(new LogFilter { Addresses = [Sample.Token] }));
        Assert.True(RecordedLogs.Everything.Cover(new LogFilter()));
    }

    private static async Task<List<RangePart>> ReadAsync(ArchiveReader archive, ulong first, ulong last)
    {
        var parts = new List<RangePart>();
        await foreach (var part in new ArchiveRangeSource(archive, new LogFilter()).ReadAsync(Range(first, last), TestContext.Current.CancellationToken))
        {
            parts.Add(part);
        }

        return parts;
    }

    private static BlockRange Range(ulong first, ulong last) => new(new BlockNumber(first), new BlockNumber(last));
}
