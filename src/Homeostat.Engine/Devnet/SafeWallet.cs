using Homeostat.Ethereum;
using Homeostat.Ethereum.Abi;
using Homeostat.Ethereum.Rpc;
using Homeostat.Ethereum.Signing;

namespace Homeostat.Engine.Devnet;

/// <summary>A real Safe 1.5.0 with owners who sign: the council of a drill.</summary>
public sealed class SafeWallet
{
    private readonly DevnetChain _chain;
    private readonly ContractAbi _abi;
    private readonly IReadOnlyList<PrivateKey> _owners;
    private readonly int _threshold;
    private readonly Address _sender;
    private ulong _nonce;
    private ulong _countedAt;

    private SafeWallet(DevnetChain chain, Address address, ContractAbi abi, IReadOnlyList<PrivateKey> owners, int threshold, Address sender)
    {
        _chain = chain;
        Address = address;
        _abi = abi;
        _owners = owners;
        _threshold = threshold;
        _sender = sender;
    }

    public Address Address { get; }

    /// <summary>Deploys singleton, factory and proxy, and sets it up; mined on return.</summary>
    public static async Task<SafeWallet> DeployAsync(
        DevnetChain chain,
        Checkout checkout,
        Address deployer,
        IReadOnlyList<PrivateKey> owners,
        int threshold,
        CancellationToken cancellation)
    {
        var artifacts = Path.Combine(checkout.Packages, "@safe-global", "safe-smart-account", "build", "artifacts", "contracts");
        var safe = ContractArtifact.Load(Path.Combine(artifacts, "Safe.sol", "Safe.json"));
        var factory = ContractArtifact.Load(Path.Combine(artifacts, "proxies", "SafeProxyFactory.sol", "SafeProxyFactory.json"));
        var handler = ContractArtifact.Load(Path.Combine(artifacts, "handler", "CompatibilityFallbackHandler.sol", "CompatibilityFallbackHandler.json"));
        var singleton = await chain.DeployAsync(deployer, safe, [], cancellation).ConfigureAwait(false);
        var factoryAt = await chain.DeployAsync(deployer, factory, [], cancellation).ConfigureAwait(false);
        var handlerAt = await chain.DeployAsync(deployer, handler, [], cancellation).ConfigureAwait(false);
        await chain.SettleAsync(cancellation).ConfigureAwait(false);
        var setup = safe.Abi.Function("setup").EncodeCall(
            AbiValue.Array([.. owners.Select(o => (AbiValue)o.Address)]),
            threshold,
            Address.Zero,
            Array.Empty<byte>(),
            handlerAt,
            Address.Zero,
            0,
            Address.Zero);
        var create = factory.Abi.Function("createProxyWithNonce");
        var call = create.EncodeCall(singleton, setup, 0);
        var answer = await chain.Client.CallAsync(factoryAt, call, BlockTag.Latest, cancellation).ConfigureAwait(false);
        var address = create.DecodeOutput(answer)[0].AsAddress();
        await chain.SendAsync(DevnetTransaction.Call(deployer, factoryAt, call), cancellation).ConfigureAwait(false);
        await chain.SettleAsync(cancellation).ConfigureAwait(false);
        return new SafeWallet(chain, address, safe.Abi, owners, threshold, deployer);
    }

    /// <summary>
    /// Signs with the first owners up to the threshold and sends it; the transaction is not mined yet. Signatures go in
    /// ascending order of owner, which the Safe insists on. Nobody else uses this Safe, so it counts the nonces of a
    /// block itself; between blocks it asks, since a transaction that failed has used none.
    /// </summary>
    public async Task<Hash32> SendAsync(Address to, byte[] data, CancellationToken cancellation)
    {
        if (_countedAt != _chain.Head)
        {
            var count = _abi.Function("nonce");
            _nonce = count.DecodeOutput(await _chain.Client.CallAsync(Address, count.EncodeCall(), BlockTag.Latest, cancellation).ConfigureAwait(false))[0].AsUInt64();
            _countedAt = _chain.Head;
        }

        AbiValue[] fields = [to, 0, data, 0, 0, 0, 0, Address.Zero, Address.Zero];
        var hashing = _abi.Function("getTransactionHash");
        var answer = await _chain.Client.CallAsync(Address, hashing.EncodeCall([.. fields, _nonce++]), BlockTag.Latest, cancellation).ConfigureAwait(false);
        var hash = hashing.DecodeOutput(answer)[0].AsHash32();
        var signatures = _owners.OrderBy(o => o.Address).Take(_threshold).SelectMany(o => o.Sign(hash).ToBytes()).ToArray();
        var execute = _abi.Function("execTransaction").EncodeCall([.. fields, signatures]);
        return await _chain.SendAsync(DevnetTransaction.Call(_sender, Address, execute), cancellation).ConfigureAwait(false);
    }
}
