using System.Text;
using System.Text.Json.Nodes;
using Homeostat.Ethereum;
using Homeostat.Ethereum.Abi;
using Homeostat.Ethereum.Hashing;
using Homeostat.Ethereum.Rpc;
using Homeostat.Ethereum.Signing;

namespace Homeostat.Engine.Devnet;

/// <summary>A transaction of an account that the devnet node signs for.</summary>
/// <param name="To">Null to create a contract.</param>
/// <param name="PriorityFeeGwei">Decides the order within the block.</param>
public sealed record DevnetTransaction(Address From, Address? To, byte[] Data, UInt256 Value, ulong Gas, double PriorityFeeGwei)
{
    public const ulong DefaultGas = 5_000_000;
    public const double DefaultPriorityFeeGwei = 1;

    public static DevnetTransaction Call(Address from, Address to, byte[] data) =>
        new(from, to, data, default, DefaultGas, DefaultPriorityFeeGwei);
}

/// <summary>
/// The driver's hand on the devnet: it sends for any account, sets the time and mines. Homeostat itself never gets to
/// see it; it has an ordinary connection of its own.
/// </summary>
public sealed class DevnetChain(EthereumClient client)
{
    private const ulong DeployGas = 12_000_000;
    private readonly Dictionary<Address, ulong> _nonces = [];
    private readonly List<AbiError> _errors = [];

    public EthereumClient Client => client;

    /// <summary>Time of the newest block [s].</summary>
    public long Now { get; private set; }

    /// <summary>Number of the newest block.</summary>
    public ulong Head { get; private set; }

    /// <summary>The key of a named person; the same name has the same key in every run.</summary>
    public static PrivateKey KeyOf(string name) => PrivateKey.FromBytes(Seed(name));

    /// <summary>An account of the devnet by name, funded with ether.</summary>
    public async Task<Address> AccountAsync(string name, CancellationToken cancellation)
    {
        using var key = KeyOf(name);
        await FundAsync(key.Address, cancellation).ConfigureAwait(false);
        return key.Address;
    }

    public Task FundAsync(Address account, CancellationToken cancellation) => FundAsync(account, 1_000_000, cancellation);

    /// <summary>Sets what the account has for gas.</summary>
    public async Task FundAsync(Address account, decimal ether, CancellationToken cancellation) =>
        await client.RequestAsync(
            "anvil_setBalance", [account.ToString(), UInt256.FromBigInteger(new System.Numerics.BigInteger(ether * 1_000_000_000) * 1_000_000_000).ToQuantity()], cancellation).ConfigureAwait(false);

    public async Task<Hash32> SendAsync(DevnetTransaction transaction, CancellationToken cancellation)
    {
        var nonce = _nonces.GetValueOrDefault(transaction.From);
        var fields = new JsonObject
        {
            ["from"] = transaction.From.ToString(),
            ["nonce"] = Quantity(nonce),
            ["gas"] = Quantity(transaction.Gas),
            ["value"] = transaction.Value.ToQuantity(),
            ["data"] = Hex.Encode(transaction.Data),
            ["maxPriorityFeePerGas"] = Quantity((ulong)(transaction.PriorityFeeGwei * 1e9)),
            ["maxFeePerGas"] = Quantity((ulong)(transaction.PriorityFeeGwei * 1e9) + 100_000_000_000),
        };
        if (transaction.To is { } to)
        {
            fields["to"] = to.ToString();
        }

        var answer = await client.RequestAsync("eth_sendTransaction", [fields], cancellation).ConfigureAwait(false);
        _nonces[transaction.From] = nonce + 1;
        return Hash32.Parse(answer.GetString() ?? "");
    }

    /// <summary>Sends the creation; the address is known before it is mined.</summary>
    public async Task<Address> DeployAsync(Address from, ContractArtifact artifact, AbiValue[] arguments, CancellationToken cancellation)
    {
        var address = Address.Create(from, _nonces.GetValueOrDefault(from));
        var code = artifact.Abi.EncodeConstructor(artifact.Bytecode, arguments);
        await SendAsync(new DevnetTransaction(from, null, code, default, DeployGas, DevnetTransaction.DefaultPriorityFeeGwei), cancellation).ConfigureAwait(false);
        return address;
    }

    /// <summary>Where the account's next creation would stand.</summary>
    public Address NextCreation(Address from) => Address.Create(from, _nonces.GetValueOrDefault(from));

    /// <summary>Mines one block at the given time.</summary>
    public async Task MineAsync(long timestamp, CancellationToken cancellation)
    {
        await client.RequestAsync("evm_setNextBlockTimestamp", [timestamp], cancellation).ConfigureAwait(false);
        await client.RequestAsync("evm_mine", [], cancellation).ConfigureAwait(false);
        Now = timestamp;
        Head++;
    }

    /// <summary>Receipts of the newest block, in its order.</summary>
    public Task<IReadOnlyList<TransactionReceipt>> ReceiptsAsync(CancellationToken cancellation) =>
        client.GetBlockReceiptsAsync(new BlockNumber(Head), cancellation);

    /// <summary>Mines one second on and insists that everything sent succeeded: for setting up, where nothing may fail.</summary>
    public async Task SettleAsync(CancellationToken cancellation)
    {
        await MineAsync(Now + 1, cancellation).ConfigureAwait(false);
        foreach (var receipt in await ReceiptsAsync(cancellation).ConfigureAwait(false))
        {
            if (!receipt.Succeeded)
            {
                throw new DevnetException($"setting up failed in transaction {receipt.TransactionHash} of block {Head}: {await WhyAsync(receipt.TransactionHash, cancellation).ConfigureAwait(false)}");
            }
        }
    }

    /// <summary>Starts counting from the node's genesis.</summary>
    public async Task BeginAsync(CancellationToken cancellation)
    {
        var genesis = await client.GetBlockByNumberAsync(BlockTag.Earliest, cancellation).ConfigureAwait(false)
            ?? throw new DevnetException("the node has no genesis block");
        Now = (long)genesis.Header.Timestamp;
        Head = (await client.BlockNumberAsync(cancellation).ConfigureAwait(false)).Value;
        if (Head != 0)
        {
            throw new DevnetException($"the node at hand is at block {Head}: it is not a fresh one");
        }
    }

    /// <summary>Errors that contracts on the chain may revert with, so that <see cref="Describe"/> can name them.</summary>
    public void Learn(IEnumerable<AbiError> errors) => _errors.AddRange(errors);

    /// <summary>Revert data in words.</summary>
    public string Describe(ReadOnlySpan<byte> revertData) => RevertReason.Decode(revertData, _errors);

    /// <summary>Why a mined transaction failed, by its trace.</summary>
    public async Task<string> WhyAsync(Hash32 transaction, CancellationToken cancellation)
    {
        var trace = await client.RequestAsync(
            "debug_traceTransaction", [transaction.ToString(), new JsonObject { ["tracer"] = "callTracer" }], cancellation).ConfigureAwait(false);
        return trace.TryGetProperty("output", out var output) && output.GetString() is { Length: > 2 } data
            ? Describe(Hex.Decode(data))
            : trace.TryGetProperty("error", out var error) ? error.GetString() ?? "no reason" : "no reason";
    }

    private static byte[] Seed(string name)
    {
        var seed = new byte[32];
        Keccak256.Hash(Encoding.UTF8.GetBytes("homeostat devnet " + name)).WriteTo(seed);
        return seed;
    }

    private static string Quantity(ulong value) => ((UInt256)value).ToQuantity();
}
