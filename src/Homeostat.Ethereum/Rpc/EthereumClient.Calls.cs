using System.Text.Json;
using System.Text.Json.Nodes;
using Homeostat.Ethereum.Hashing;
using Homeostat.Ethereum.Transactions;

namespace Homeostat.Ethereum.Rpc;

public sealed partial class EthereumClient
{
    private static readonly Dictionary<Address, AccountOverride> NoOverrides = [];

    /// <summary>Executes a call on the state after a block. A revert is an <see cref="RpcException"/> with its data.</summary>
    public Task<byte[]> CallAsync(Address to, ReadOnlyMemory<byte> data, BlockTag block, CancellationToken cancellationToken) =>
        CallAsync(new CallRequest(to, data), block, NoOverrides, cancellationToken);

    public Task<byte[]> CallAsync(
        CallRequest call,
        BlockTag block,
        IReadOnlyDictionary<Address, AccountOverride> overrides,
        CancellationToken cancellationToken) =>
        DataAsync(new RpcRequest("eth_call", CallParameters(call, block, overrides)), cancellationToken);

    public Task<ulong> EstimateGasAsync(CallRequest call, BlockTag block, CancellationToken cancellationToken) =>
        EstimateGasAsync(call, block, NoOverrides, cancellationToken);

    public Task<ulong> EstimateGasAsync(
        CallRequest call,
        BlockTag block,
        IReadOnlyDictionary<Address, AccountOverride> overrides,
        CancellationToken cancellationToken) =>
        UInt64Async(new RpcRequest("eth_estimateGas", CallParameters(call, block, overrides)), cancellationToken);

    /// <summary>Broadcasts; the hash is ours.</summary>
    /// <exception cref="RpcMalformedException">
    /// The node accepted it under another hash (<see cref="RpcMalformedException.IsAnswer"/>), or answered nonsense.
    /// </exception>
    public async Task<Hash32> SendRawTransactionAsync(ReadOnlyMemory<byte> raw, CancellationToken cancellationToken)
    {
        Hash32 expected = Keccak256.Hash(raw.Span);
        var request = new RpcRequest("eth_sendRawTransaction", Hex.Encode(raw.Span));
        byte[] reported = await QueryAsync(
            request, static (ref Utf8JsonReader reader) => RpcJson.ReadData(ref reader, "eth_sendRawTransaction"), cancellationToken).ConfigureAwait(false);
        return reported.AsSpan().SequenceEqual(expected.ToBytes())
            ? expected
            : throw new RpcMalformedException($"The node reports {Hex.Encode(reported.AsSpan(0, Math.Min(reported.Length, Hash32.Size)))} for the transaction {expected}.") { IsAnswer = reported.Length == Hash32.Size };
    }

    public Task<Hash32> SendRawTransactionAsync(SignedTransaction transaction, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(transaction);
        return SendRawTransactionAsync(transaction.Raw, cancellationToken);
    }

    /// <summary>Any method, such as a devnet's (anvil_*, evm_*): the result as JSON.</summary>
    public Task<JsonElement> RequestAsync(string method, IReadOnlyList<JsonNode?> parameters, CancellationToken cancellationToken) =>
        QueryAsync(new RpcRequest(method, parameters), JsonElement.ParseValue, cancellationToken);

    /// <summary>Any method: the result deserialised. Quantities ("0x1f") become ulong or <see cref="UInt256"/>.</summary>
    public Task<T?> RequestAsync<T>(string method, IReadOnlyList<JsonNode?> parameters, CancellationToken cancellationToken) =>
        QueryAsync(
            new RpcRequest(method, parameters),
            static (ref Utf8JsonReader reader) => JsonSerializer.Deserialize<T>(ref reader, RpcSerializer.Options),
            cancellationToken);

    private static JsonNode?[] CallParameters(
        CallRequest call, BlockTag block, IReadOnlyDictionary<Address, AccountOverride> overrides)
    {
        ArgumentNullException.ThrowIfNull(call);
        ArgumentNullException.ThrowIfNull(overrides);
        return overrides.Count == 0
            ? [call.ToJson(), block.ToJson()]
            : [call.ToJson(), block.ToJson(), AccountOverride.ToJson(overrides)];
    }
}
