using Homeostat.Ethereum;
using Homeostat.Ethereum.Rpc;

namespace Homeostat.Tests.Ethereum.Rpc;

public sealed class LogBatchTests
{
    private static readonly Address Emitter = Address.Parse("0x2222222222222222222222222222222222222222");

    [Fact]
    public void What_goes_in_comes_out()
    {
        Log[] logs = [.. Enumerable.Range(0, 100).Select(Sample)];

        LogBatch batch = LogBatch.Of(logs);

        Assert.Equal(100, batch.Count);
        for (int i = 0; i < logs.Length; i++)
        {
            AssertSame(logs[i], batch[i].ToLog());
        }
    }

    [Fact]
    public void A_copy_into_another_batch_is_the_same_log()
    {
        LogBatch source = LogBatch.Of(Sample(3), Sample(4));
        LogBatch copy = LogBatch.Of(Sample(1));

        copy.Add(source[1]);

        AssertSame(Sample(1), copy[0].ToLog());
        AssertSame(Sample(4), copy[1].ToLog());
    }

    [Fact]
    public void A_cleared_batch_is_filled_again_without_allocating()
    {
        LogBatch source = LogBatch.Of(Enumerable.Range(0, 200).Select(Sample));
        var batch = new LogBatch();
        Refill(batch, source);
        long before = GC.GetAllocatedBytesForCurrentThread();

        Refill(batch, source);

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        AssertSame(Sample(199), batch[199].ToLog());
    }

    [Fact]
    public void Truncating_keeps_the_logs_before()
    {
        LogBatch batch = LogBatch.Of(Enumerable.Range(0, 10).Select(Sample));

        batch.TruncateTo(4);
        batch.Add(Sample(42));

        Assert.Equal(5, batch.Count);
        AssertSame(Sample(3), batch[3].ToLog());
        AssertSame(Sample(42), batch[4].ToLog());
    }

    [Fact]
    public void A_log_or_topic_that_is_not_there_is_an_error()
    {
        LogBatch batch = LogBatch.Of(Sample(1));

        Assert.Throws<ArgumentOutOfRangeException>(() => batch[1]);
        Assert.Throws<ArgumentOutOfRangeException>(() => batch[-1]);
        Assert.Throws<EthereumFormatException>(() => batch[0].Topic(batch[0].TopicCount));
        Assert.Throws<EthereumFormatException>(() => batch[0].Topic(-1));
        Assert.Throws<EthereumFormatException>(() => batch.Add(Sample(1) with { Topics = new Hash32[5] }));
        Assert.Equal(1, batch.Count);
    }

    private static void Refill(LogBatch batch, LogBatch source)
    {
        batch.Clear();
        foreach (LogView log in source)
        {
            batch.Add(log);
        }
    }

    private static Log Sample(int i) => new(
        Emitter,
        [.. Enumerable.Range(0, i % 5).Select(t => new UInt256((ulong)i, (ulong)t, 7, 8).ToHash32())],
        Enumerable.Range(0, i % 70).Select(b => (byte)(b + i)).ToArray(),
        new BlockNumber((ulong)i),
        ((UInt256)(1000 + i)).ToHash32(),
        ((UInt256)(2000 + i)).ToHash32(),
        (uint)i,
        (uint)(i * 2),
        i % 2 == 0);

    private static void AssertSame(Log expected, Log actual)
    {
        Assert.Equal(expected.Topics, actual.Topics);
        Assert.Equal(expected.Data.ToArray(), actual.Data.ToArray());
        Assert.Equal(expected with { Topics = [], Data = default }, actual with { Topics = [], Data = default });
    }
}
