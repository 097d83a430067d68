using Homeostat.Engine.Devnet;
using Homeostat.Engine.Execution.ForcedInclusion;
using Homeostat.Ethereum;
using Homeostat.Ethereum.Abi;
using Homeostat.Ethereum.Rpc;
using Homeostat.Ethereum.Signing;
using Homeostat.Ethereum.Transactions;
using Homeostat.IntegrationTests.Ethereum;

namespace Homeostat.IntegrationTests.Execution;

/// <summary>Containment through L1, against the rollups' own contracts. Each test has a chain of its own: they move its time.</summary>
public sealed class ForcedInclusionTests : IAsyncLifetime
{
    private const int DelayBlocks = 40;
    private static readonly Address Ledger = Address.Parse("0x00000000000000000000000000000000000000aa");
    private static readonly byte[] Restrict = [0xde, 0xad, 0xbe, 0xef, 1, 2, 3];

    private readonly AnvilFixture _anvil = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => _anvil.InitializeAsync();

    public ValueTask DisposeAsync() => _anvil.DisposeAsync();

    [Fact]
    public async Task Optimisms_portal_takes_a_deposit_as_the_keys_own_call()
    {
        var (inboxes, sentinel) = await BeginAsync("op");
        Address portal = await inboxes.OptimismPortalAsync();

        TransactionReceipt receipt = await SendAsync(sentinel, portal, OptimismPortal.EncodeDeposit(Ledger, 200_000, Restrict));

        OptimismPortal.Deposit deposit = OptimismPortal.Read(Assert.Single(receipt.Logs, OptimismPortal.IsDeposit));
        Assert.Equal((sentinel, (Address?)Ledger, 200_000UL), (deposit.From, deposit.To, deposit.GasLimit));
        Assert.Equal(Restrict, deposit.Data.ToArray());
        Assert.NotEqual(default, deposit.Hash);
    }

    [Fact]
    public async Task Optimisms_portal_asks_for_the_least_gas_that_is_computed_here()
    {
        var (inboxes, sentinel) = await BeginAsync("op gas");
        Address portal = await inboxes.OptimismPortalAsync();
        ulong least = OptimismPortal.LeastGas(Restrict.Length);

        await CallAsync(sentinel, portal, OptimismPortal.EncodeDeposit(Ledger, least, Restrict));
        await Assert.ThrowsAsync<RpcException>(() => CallAsync(sentinel, portal, OptimismPortal.EncodeDeposit(Ledger, least - 1, Restrict)));
    }

    [Fact]
    public async Task Arbitrums_inbox_takes_a_signed_transaction_and_anybody_can_force_it_in_after_the_delay()
    {
        var (inboxes, sentinel) = await BeginAsync("arbitrum");
        var (inbox, sequencer, _) = await inboxes.ArbitrumAsync(DelayBlocks);
        using PrivateKey key = DevnetChain.KeyOf("sentinel on arbitrum");
        SignedTransaction onL2 = new FeeMarketTransaction
        {
            ChainId = 42_161, MaxFeePerGas = Wei.FromGwei(1), GasLimit = 300_000, To = Ledger, Data = Restrict,
        }.Sign(key);

        TransactionReceipt receipt = await SendAsync(sentinel, inbox, ArbitrumInbox.EncodeSigned(onL2));
        ArbitrumInbox.DelayedMessage message = ArbitrumInbox.Read(Assert.Single(receipt.Logs, ArbitrumInbox.IsDelivery));
        Assert.Equal(L1Alias.Of(sentinel), message.Sender);
        byte[] force = ArbitrumInbox.EncodeForceInclusion(message);
        await Assert.ThrowsAsync<RpcException>(() => CallAsync(sentinel, sequencer, force));

        await _anvil.Client.RequestAsync("anvil_mine", [DelayBlocks + 1, 12], Cancellation);
        Assert.Equal(0UL, await ReadAsync(sequencer));
        Assert.True((await SendAsync(sentinel, sequencer, force)).Succeeded);

        Assert.Equal(message.Index + 1, await ReadAsync(sequencer));
    }

    [Fact]
    public async Task Arbitrums_inbox_takes_the_other_kinds_of_message_as_encoded_here()
    {
        var (inboxes, sentinel) = await BeginAsync("arbitrum kinds");
        var (inbox, _, _) = await inboxes.ArbitrumAsync(DelayBlocks);
        Wei fee = Wei.FromGwei(1);

        byte[][] calls =
        [
            ArbitrumInbox.EncodeUnsigned(300_000, fee, 0, Ledger, Restrict),
            ArbitrumInbox.EncodeContract(300_000, fee, Ledger, Restrict),
        ];
        foreach (byte[] call in calls)
        {
            TransactionReceipt receipt = await SendAsync(sentinel, inbox, call);
            Assert.Equal(3, ArbitrumInbox.Read(Assert.Single(receipt.Logs, ArbitrumInbox.IsDelivery)).Kind);
        }

        // A ticket is paid for beforehand: submission cost and gas.
        Wei cost = Wei.FromGwei(10_000_000);
        TransactionReceipt ticket = await SendAsync(
            sentinel, inbox, ArbitrumInbox.EncodeRetryable(Ledger, cost, sentinel, 300_000, fee, Restrict), (cost + (fee * 300_000)).Value);
        Assert.Equal(9, ArbitrumInbox.Read(Assert.Single(ticket.Logs, ArbitrumInbox.IsDelivery)).Kind);
    }

    [Theory]
    [InlineData("OptimismPortal", "depositTransaction")]
    public void Every_call_to_the_op_stack_is_one_of_its_abi(string contract, string function)
    {
        AbiFunction theirs = L1Inboxes.Optimism(contract).Abi.Function(function);

        AbiValue[] values = theirs.DecodeInput(OptimismPortal.EncodeDeposit(Ledger, 7, Restrict));

        Assert.Equal((Ledger, 7UL, false), (values[0].AsAddress(), values[2].AsUInt64(), values[3].AsBool()));
    }

    private async Task<(L1Inboxes Inboxes, Address Sentinel)> BeginAsync(string name)
    {
        Address deployer = await _anvil.Chain.AccountAsync($"deployer of {name}", Cancellation);
        return (new L1Inboxes(_anvil.Chain, deployer), await _anvil.Chain.AccountAsync($"sentinel of {name}", Cancellation));
    }

    private async Task<TransactionReceipt> SendAsync(Address from, Address to, byte[] data, UInt256 value = default)
    {
        Hash32 hash = await _anvil.Chain.SendAsync(DevnetTransaction.Call(from, to, data) with { Value = value }, Cancellation);
        await _anvil.Client.RequestAsync("evm_mine", [], Cancellation);
        TransactionReceipt receipt = Assert.IsType<TransactionReceipt>(await _anvil.Client.GetTransactionReceiptAsync(hash, Cancellation));
        Assert.True(receipt.Succeeded, receipt.Succeeded ? "" : await _anvil.Chain.WhyAsync(hash, Cancellation));
        return receipt;
    }

    private Task<byte[]> CallAsync(Address from, Address to, byte[] data) => _anvil.Client.CallAsync(
        new CallRequest(to, data) { From = from }, BlockTag.Latest, new Dictionary<Address, AccountOverride>(), Cancellation);

    /// <summary>How many delayed messages the sequencer inbox has taken in.</summary>
    private async Task<ulong> ReadAsync(Address sequencer)
    {
        AbiFunction read = L1Inboxes.Arbitrum("SequencerInbox").Abi.Function("totalDelayedMessagesRead");
        return read.DecodeOutput(await _anvil.Client.CallAsync(sequencer, read.EncodeCall(), BlockTag.Latest, Cancellation))[0].AsUInt64();
    }
}
