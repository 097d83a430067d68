using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Homeostat.Engine.Devnet;
using Homeostat.Ethereum;
using Homeostat.Ethereum.Abi;
using Homeostat.Ethereum.Hashing;
using Homeostat.Ethereum.Rpc;
using Homeostat.Tests.Ethereum.Abi;

namespace Homeostat.IntegrationTests.Ethereum;

/// <summary>
/// The codec against solc's, executed by an EVM: random types become structs of generated contracts, random values their
/// arguments. The EVM decodes what was encoded here, and what it encodes must be the same bytes.
/// </summary>
public sealed class AbiAgainstSolidityTests(GeneratedContracts contracts) : IClassFixture<GeneratedContracts>
{
    private const int StructsPerType = 400;
    private const int CallsPerType = 16;

    private readonly AnvilFixture _anvil = contracts.Anvil;
    private readonly RandomAbi _random = contracts.Random;

    [Fact]
    public async Task Ten_thousand_random_values_encode_as_solidity_encodes_them_and_decode_to_themselves()
    {
        var watch = Stopwatch.StartNew();
        int cases = 0;
        foreach (GeneratedContract contract in contracts.Deployed)
        {
            cases += await CheckStructsAsync(contract) + await CheckParametersAsync(contract);
        }

        TestContext.Current.TestOutputHelper?.WriteLine($"{cases} cases of {contracts.Deployed.Count} types in {watch.Elapsed}");
        Assert.True(cases >= 10_000, $"Only {cases} cases were checked.");
    }

    [Fact]
    public async Task Every_emitted_event_decodes_to_what_was_emitted()
    {
        CancellationToken cancellation = TestContext.Current.CancellationToken;
        var emitted = new List<(GeneratedContract Contract, AbiValue[] Values)>();
        foreach (GeneratedContract contract in contracts.Deployed)
        {
            AbiValue[] values = [_random.Value(AbiType.UInt256), _random.Value(contract.Type), _random.Text()];
            byte[] call = contract.Abi.Function("happen").EncodeCall(values);
            await _anvil.Chain.SendAsync(DevnetTransaction.Call(_anvil.Account, contract.Address, call), cancellation);
            emitted.Add((contract, values));
        }

        await _anvil.Chain.SettleAsync(cancellation);
        IReadOnlyList<TransactionReceipt> receipts = await _anvil.Chain.ReceiptsAsync(cancellation);
        Assert.Equal(emitted.Count, receipts.Count);
        foreach (((GeneratedContract contract, AbiValue[] values), TransactionReceipt receipt) in emitted.Zip(receipts))
        {
            Log log = Assert.Single(receipt.Logs);
            AbiEvent found = Assert.IsType<AbiEvent>(contract.Abi.FindEvent(log.Topics));
            AbiValue[] decoded = found.Decode(log.Topics, log.Data.Span);

            Assert.Equal(values[..2], decoded[..2]);
            Assert.Equal(Keccak256.Hash(values[2].AsString()), decoded[2].AsHash32());
        }
    }

    [Fact]
    public async Task Every_custom_error_decodes_from_its_revert_data()
    {
        CancellationToken cancellation = TestContext.Current.CancellationToken;
        foreach (GeneratedContract contract in contracts.Deployed)
        {
            AbiValue[] values = [_random.Value(AbiType.UInt256), _random.Value(contract.Type)];
            byte[] call = contract.Abi.Function("refuse").EncodeCall(values);
            RpcException refusal = await Assert.ThrowsAsync<RpcException>(
                () => _anvil.Client.CallAsync(contract.Address, call, BlockTag.Latest, cancellation));
            AbiError error = contract.Abi.Error("Refused");
            ReadOnlyMemory<byte> revertData = Assert.NotNull(refusal.RevertData);

            Assert.Equal(values, error.Decode(revertData.Span));
            Assert.Equal(error.Encode(values), revertData.ToArray());
            Assert.StartsWith("Refused", contract.Abi.DescribeRevert(revertData.Span), StringComparison.Ordinal);
        }
    }

    private async Task<int> CheckStructsAsync(GeneratedContract contract)
    {
        AbiFunction function = contract.Abi.Function("encodeEach");
        AbiTuple[] values = [.. Enumerable.Range(0, StructsPerType).Select(_ => _random.Value(contract.Type))];
        byte[] returned = await _anvil.Client.CallAsync(
            contract.Address, function.EncodeCall(new AbiArray(values)), BlockTag.Latest, TestContext.Current.CancellationToken);
        IReadOnlyList<AbiValue> encoded = function.DecodeOutput(returned)[0].Items;
        Assert.Equal(values.Length, encoded.Count);
        foreach ((AbiTuple value, AbiValue bytes) in values.Zip(encoded))
        {
            AssertSame(contract.Type, value, bytes.AsBytes().Span, AbiCodec.Encode(contract.Type, value));
            Assert.Equal(value, AbiCodec.Decode(contract.Type, bytes.AsBytes().Span));
        }

        return values.Length;
    }

    private async Task<int> CheckParametersAsync(GeneratedContract contract)
    {
        AbiFunction function = contract.Abi.Function("encodeFlat");
        AbiTuple[] values = [.. Enumerable.Range(0, CallsPerType).Select(_ => _random.Value(contract.Type))];
        IReadOnlyList<RpcReply> replies = await _anvil.Client.Transport.SendBatchAsync(
            [.. values.Select(value => Call(contract.Address, function.EncodeCall(value.Items)))], TestContext.Current.CancellationToken);
        foreach ((AbiTuple value, RpcReply reply) in values.Zip(replies))
        {
            byte[] returned = Hex.Decode(JsonDocument.Parse(reply.Result).RootElement.GetString());
            ReadOnlySpan<byte> bytes = function.DecodeOutput(returned)[0].AsBytes().Span;
            AssertSame(contract.Type, value, bytes, AbiCodec.EncodeParameters(contract.Type, value.Items));
            Assert.Equal(value.Items, AbiCodec.DecodeParameters(contract.Type, bytes));
        }

        return values.Length;
    }

    private static RpcRequest Call(Address contract, byte[] data) =>
        new("eth_call", new CallRequest(contract, data).ToJson(), "latest");

    private static void AssertSame(AbiType type, AbiValue value, ReadOnlySpan<byte> expected, ReadOnlySpan<byte> actual)
    {
        if (!expected.SequenceEqual(actual))
        {
            Assert.Fail(new StringBuilder()
                .AppendLine(CultureInfo.InvariantCulture, $"{type} {value}")
                .AppendLine(CultureInfo.InvariantCulture, $"abi.encode: {Hex.Encode(expected)}")
                .Append(CultureInfo.InvariantCulture, $"here:       {Hex.Encode(actual)}")
                .ToString());
        }
    }

    private sealed record Subject(AbiTupleType Type, ContractAbi Abi, Address Contract);
}
