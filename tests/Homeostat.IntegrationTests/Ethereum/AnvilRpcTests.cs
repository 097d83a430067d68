using System.Text.Json;
using Homeostat.Engine.Devnet;
using Homeostat.Ethereum;
using Homeostat.Ethereum.Hashing;
using Homeostat.Ethereum.Rpc;
using Homeostat.Ethereum.Signing;
using Homeostat.Ethereum.Transactions;

namespace Homeostat.IntegrationTests.Ethereum;

/// <summary>The client's methods against a real node.</summary>
public sealed class AnvilRpcTests(AnvilFixture anvil) : IClassFixture<AnvilFixture>
{
    private const ulong ChainId = 31_337;
    private static readonly Address Recipient = Address.Parse("0x00000000000000000000000000000000000000aa");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_type_of_transaction_is_accepted_and_its_sender_and_hash_are_those_computed_here()
    {
        using PrivateKey key = DevnetChain.KeyOf("signer of every type");
        using PrivateKey authority = DevnetChain.KeyOf("authority");
        await anvil.Chain.FundAsync(key.Address, Cancellation);
        AccessListEntry[] accessList = [new(Recipient, [Hash32.Zero])];
        Wei fee = Wei.FromGwei(100);
        Transaction[] transactions =
        [
            new LegacyTransaction { GasPrice = fee },
            new LegacyTransaction { GasPrice = fee, ChainId = ChainId },
            new AccessListTransaction { GasPrice = fee, ChainId = ChainId, AccessList = accessList },
            new FeeMarketTransaction { MaxFeePerGas = fee, ChainId = ChainId, AccessList = accessList },
            new SetCodeTransaction
            {
                MaxFeePerGas = fee,
                ChainId = ChainId,
                Authorizations = [new Authorization(ChainId, Recipient, Nonce: 0).Sign(authority)],
            },
        ];
        var sent = new List<SignedTransaction>();
        foreach (Transaction transaction in transactions)
        {
            SignedTransaction signed = (transaction with
            {
                Nonce = (ulong)sent.Count,
                GasLimit = 200_000,
                To = Recipient,
                Value = new Wei(7),
                Data = new byte[] { 1, 2, 3 },
            }).Sign(key);
            Assert.Equal(signed.Hash, await anvil.Client.SendRawTransactionAsync(signed, Cancellation));
            sent.Add(signed);
        }

        await anvil.Chain.SettleAsync(Cancellation);
        foreach (SignedTransaction signed in sent)
        {
            TransactionView? view = await anvil.Client.GetTransactionByHashAsync(signed.Hash, Cancellation);
            Assert.Equal(key.Address, view?.From);
            Assert.Equal(signed.Transaction.Nonce, view?.Nonce);
            Assert.Equal(signed.Transaction.Data.ToArray(), view?.Input.ToArray());
        }

        Assert.Equal(new Wei(7 * (ulong)sent.Count), await anvil.Client.GetBalanceAsync(Recipient, BlockTag.Latest, Cancellation));
        Assert.Equal((ulong)sent.Count, await anvil.Client.GetTransactionCountAsync(key.Address, BlockTag.Latest, Cancellation));
        Assert.Equal(
            [0xef, 0x01, 0x00, .. Recipient.ToBytes()], await anvil.Client.GetCodeAsync(authority.Address, BlockTag.Latest, Cancellation));
    }

    [Fact]
    public async Task Blocks_receipts_and_logs_agree_by_number_and_by_hash()
    {
        Address emitter = await EmitterAsync(0xe1);
        await anvil.Chain.SendAsync(DevnetTransaction.Call(anvil.Account, emitter, []), Cancellation);
        await anvil.Chain.SettleAsync(Cancellation);
        var head = new BlockNumber(anvil.Chain.Head);
        Block block = Assert.IsType<Block>(await anvil.Client.GetBlockByNumberAsync(head, Cancellation));

        Assert.Equal(block.Header.Hash, (await anvil.Client.GetBlockByHashAsync(block.Header.Hash, Cancellation))?.Header.Hash);
        TransactionReceipt receipt = Assert.Single(await anvil.Client.GetBlockReceiptsAsync(head, Cancellation));
        Assert.Equal(block.TransactionHashes, [receipt.TransactionHash]);
        Assert.Equal(block.Header.GasUsed, (await anvil.Client.GetTransactionReceiptAsync(receipt.TransactionHash, Cancellation))?.GasUsed);
        var filter = new LogFilter { Addresses = [emitter], Topics = [[((UInt256)42).ToHash32()]] };
        LogBatch byHash = await anvil.Client.GetLogsAsync(block.Header.Hash, filter, Cancellation);
        LogBatch byNumber = await anvil.Client.GetLogsAsync(new BlockRange(head, head), filter, Cancellation);
        Assert.Equal((1, 1), (byHash.Count, byNumber.Count));
        Assert.Equal(byHash[0].ToLog().Topics, byNumber[0].ToLog().Topics);
        Assert.Equal(byHash[0].Position, byNumber[0].Position);
        LogBatch none = await anvil.Client.GetLogsAsync(block.Header.Hash, filter with { Topics = [[Hash32.Zero]] }, Cancellation);
        Assert.Equal(0, none.Count);
    }

    [Fact]
    public async Task What_the_node_does_not_have_is_null_and_what_it_refuses_is_its_error()
    {
        var beyond = new BlockNumber(1_000_000);

        Assert.Null(await anvil.Client.GetBlockByNumberAsync(beyond, Cancellation));
        Assert.Null(await anvil.Client.GetTransactionReceiptAsync(Hash32.Zero, Cancellation));
        Assert.Null(await anvil.Client.GetTransactionByHashAsync(Hash32.Zero, Cancellation));
        RpcException unknown = await Assert.ThrowsAsync<RpcException>(() => anvil.Client.RequestAsync("no_suchMethod", [], Cancellation));
        Assert.Equal(-32601, unknown.Code);
        await Assert.ThrowsAsync<RpcException>(() => anvil.Client.SendRawTransactionAsync(new byte[] { 2, 0xc0 }, Cancellation));
    }

    [Fact]
    public async Task A_call_sees_the_state_that_it_is_told_to_see()
    {
        // Returns slot 0: PUSH0 SLOAD PUSH0 MSTORE PUSH1 32 PUSH0 RETURN.
        byte[] code = Hex.Decode("5f545f5260205ff3");
        Hash32 stored = UInt256.MaxValue.ToHash32();
        var overrides = new Dictionary<Address, AccountOverride>
        {
            [Recipient] = new() { Code = code, StateDiff = new Dictionary<Hash32, Hash32> { [Hash32.Zero] = stored } },
        };

        Assert.Equal(stored.ToBytes(), await anvil.Client.CallAsync(new CallRequest(Recipient, default), BlockTag.Latest, overrides, Cancellation));
        Assert.Empty(await anvil.Client.CallAsync(Recipient, default, BlockTag.Latest, Cancellation));
        Assert.True(await anvil.Client.EstimateGasAsync(new CallRequest(Recipient, default), BlockTag.Latest, Cancellation) >= 21_000);
        Assert.Equal(Hash32.Zero, await anvil.Client.GetStorageAtAsync(Recipient, Hash32.Zero, BlockTag.Latest, Cancellation));
    }

    [Fact]
    public async Task Requests_are_answered_in_order_over_both_transports()
    {
        await using WebSocketRpcTransport socket = await WebSocketRpcTransport.ConnectAsync(anvil.Node.WebSocket, RpcTransportOptions.Default, Cancellation);
        RpcRequest[] requests = [.. Enumerable.Range(0, 1200).Select(i => i % 100 == 99 ? new RpcRequest("no_such") : new RpcRequest("web3_sha3", $"0x{i:x4}"))];
        IReadOnlyList<RpcReply> overHttp = await anvil.Client.Transport.SendBatchAsync(requests, Cancellation);
        IReadOnlyList<RpcReply> overSocket = await socket.SendBatchAsync(requests, Cancellation);

        for (int i = 0; i < requests.Length; i++)
        {
            Assert.Equal(i % 100 == 99, overHttp[i].Error is not null);
            Assert.Equal(i % 100 == 99, overSocket[i].Error is not null);
            if (overHttp[i].Error is null)
            {
                Hash32 expected = Keccak256.Hash([(byte)(i >> 8), (byte)i]);
                Assert.Equal(expected.ToString(), JsonDocument.Parse(overHttp[i].Result).RootElement.GetString());
                Assert.Equal(overHttp[i].Result.ToArray(), overSocket[i].Result.ToArray());
            }
        }
    }

    // Code that logs nothing under the topic 42: PUSH1 42 PUSH0 PUSH0 LOG1.
    private async Task<Address> EmitterAsync(byte last)
    {
        var emitter = Address.FromBytes([.. new byte[19], last]);
        await anvil.Client.RequestAsync("anvil_setCode", [emitter.ToString(), "0x602a5f5fa1"], Cancellation);
        return emitter;
    }
}
