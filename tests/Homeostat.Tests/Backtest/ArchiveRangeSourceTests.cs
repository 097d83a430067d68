using Homeostat.Core;
using Homeostat.Core.Chain;
using Homeostat.Engine.Archive;
using Homeostat.Engine.Backtest;
using Homeostat.Ethereum;
using Homeostat.Ethereum.Rpc;
using Homeostat.Tests.Core;

namespace Homeostat.Tests.Backtest;

public sealed class ArchiveRangeSourceTests : IDisposable
{
    private readonly string _path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());

    public void Dispose() => File.Delete(_path);

    [Fact]
    public async Task Blocks_that_stayed_come_once_in_order_and_those_that_reorgs_removed_do_not()
    {
        var chain = new ChainBuilder();
        var inputs = new List<Input>();
        for (var i = 1; i <= 200; i++)
        {
            inputs.Add(new ChainUpdate.Committed(chain.Next(Logs.Swap(0, i))));
        }

        // The newest three are replaced by four with another price.
        var kept = ((ChainUpdate.Committed)inputs[^4]).Block;
        var branch = new ChainBuilder("other", kept.Ref, kept.Timestamp);
        var old = inputs.TakeLast(3).Select(i => ((ChainUpdate.Committed)i).Block.Ref);
        inputs.Add(new ChainUpdate.Reorged([.. old], [.. Enumerable.Range(0, 4).Select(_ => branch.Next(Logs.Swap(0, 9_999)))]));
        for (var i = 0; i < 10; i++)
        {
            inputs.Add(new ChainUpdate.Committed(branch.Next(Logs.Swap(0, 1))));
        }

        Write(inputs);

        var parts = await ReadAsync(150, 205);

        Assert.Equal(Enumerable.Range(150, 56).Select(n => (ulong)n), parts.Select(p => p.Range.First.Value));
        Assert.All(parts, p => Assert.Equal((1UL, 1), (p.Range.Count, p.Logs.Count)));
        var replaced = parts.Where(p => p.Range.First.Value is >= 198 and <= 201).ToList();
        Assert.All(replaced, p => Assert.Equal(replaced[0].Logs[0].ToLog().Data.ToArray(), p.Logs[0].ToLog().Data.ToArray()));
        Assert.NotEqual(parts[0].Logs[0].ToLog().Data.ToArray(), replaced[0].Logs[0].ToLog().Data.ToArray());
    }

    [Fact]
    public async Task Blocks_before_and_after_the_recording_are_failed_looks()
    {
        var chain = new ChainBuilder("", new BlockRef(9, Hash32.Zero), new UnixSeconds(1_700_000_000));
        Write([.. Enumerable.Range(0, 5).Select(i => new ChainUpdate.Committed(chain.Next(Logs.Swap(0, i + 1))))]);

        var parts = await ReadAsync(5, 20);

        Assert.Equal(
            [new BlockRange(new BlockNumber(5), new BlockNumber(9)), new BlockRange(new BlockNumber(15), new BlockNumber(20))],
            parts.SelectMany(p => p.Failures).Select(f => f.Range));
        Assert.Equal(5, parts.Sum(p => p.Logs.Count));
    }

    private void Write(IEnumerable<Input> inputs)
    {
        using var archive = ArchiveWriter.Create(_path, new ArchiveHeader("devnet", 31_337, Sample.Configuration(0)));
        foreach (var input in inputs)
        {
            archive.Append(input);
        }

        archive.Close();
    }

    private async Task<List<RangePart>> ReadAsync(ulong first, ulong last)
    {
        using var archive = ArchiveReader.Open(_path);
        var parts = new List<RangePart>();
        await foreach (var part in new ArchiveRangeSource(archive).ReadAsync(
            new BlockRange(new BlockNumber(first), new BlockNumber(last)), CancellationToken.None))
        {
            var copy = new LogBatch();
            foreach (LogView log in part.Logs)
            {
                copy.Add(log);
            }

            parts.Add(part with { Logs = copy });
        }

        return parts;
    }
}
