using Homeostat.Engine.Devnet;
using Homeostat.Ethereum;
using Homeostat.Ethereum.Blocks;
using Homeostat.Ethereum.Rpc;
using Homeostat.IntegrationTests.Ethereum;

namespace Homeostat.IntegrationTests.Ingestion;

/// <summary>What we recompute from a block against what an independent implementation put into it.</summary>
public sealed class BlocksOfAnvilTests(AnvilFixture anvil) : IClassFixture<AnvilFixture>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(16)]
    [InlineData(127)]
    [InlineData(128)]
    [InlineData(130)]
    [InlineData(300)]
    public async Task Header_hash_bloom_filter_and_receipts_root_come_out_the_same(int transactions)
    {
        var (header, receipts) = await MineAsync(transactions);

        Assert.Equal(HeaderCheck.Matches, HeaderHash.Check(header));
        Assert.Equal(transactions, receipts.Count);
        Assert.Equal(header.ReceiptsRoot, ReceiptsRoot.Compute(receipts));
        var bloom = new LogsBloom();
        foreach (var log in receipts.SelectMany(r => r.Logs))
        {
            bloom.Add(BloomKey.Of(log.Address));
            Assert.All(log.Topics, topic => bloom.Add(BloomKey.Of(topic)));
        }

        Assert.Equal(header.LogsBloom.Span, bloom.Bits);
    }

    [Fact]
    public async Task Each_change_of_a_header_or_of_a_receipt_shows()
    {
        var (header, receipts) = await MineAsync(3);

        Assert.Equal(HeaderCheck.Differs, HeaderHash.Check(header with { Timestamp = header.Timestamp + 1 }));
        Assert.Equal(HeaderCheck.Differs, HeaderHash.Check(header with { ReceiptsRoot = default }));
        Assert.Equal(HeaderCheck.Differs, HeaderHash.Check(header with { Seal = header.Seal! with { RequestsHash = null } }));
        Assert.Equal(HeaderCheck.NotCheckable, HeaderHash.Check(header with { Seal = null }));
        Assert.Equal(HeaderCheck.NotCheckable, HeaderHash.Check(header with { GasUsed = 1, Seal = header.Seal! with { HasUnknownFields = true } }));
        Assert.NotEqual(header.ReceiptsRoot, ReceiptsRoot.Compute([receipts[1], receipts[0], receipts[2]]));
        Assert.NotEqual(header.ReceiptsRoot, ReceiptsRoot.Compute([receipts[0], receipts[1], receipts[2] with { Logs = [] }]));
        Assert.Null(ReceiptsRoot.Compute([receipts[0] with { Type = 0x64 }]));
    }

    private async Task<(BlockHeader Header, IReadOnlyList<ConsensusReceipt> Receipts)> MineAsync(int transactions)
    {
        // Logs for even senders' calls, a revert for every fifth: PUSH1 topic PUSH0 PUSH0 LOG1, and INVALID.
        var emitter = await CodeAsync(0xe1, "0x602a5f5fa1");
        var failing = await CodeAsync(0xe2, "0xfe");
        for (int i = 0; i < transactions; i++)
        {
            var to = i % 5 == 4 ? failing : emitter;
            await anvil.Chain.SendAsync(DevnetTransaction.Call(anvil.Account, to, []) with { Gas = 50_000 + (ulong)i }, Cancellation);
        }

        await anvil.Client.RequestAsync("evm_mine", [], Cancellation);
        var block = await anvil.Client.GetBlockByNumberAsync(BlockTag.Latest, Cancellation);
        var receipts = await anvil.Client.GetConsensusReceiptsAsync(block!.Header.Hash, Cancellation);
        return (block.Header, receipts!);
    }

    private async Task<Address> CodeAsync(byte last, string code)
    {
        var address = Address.FromBytes([.. new byte[19], last]);
        await anvil.Client.RequestAsync("anvil_setCode", [address.ToString(), code], Cancellation);
        return address;
    }
}
