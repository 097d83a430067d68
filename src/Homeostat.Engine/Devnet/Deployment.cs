using Homeostat.Ethereum;
using Homeostat.Ethereum.Abi;
using Homeostat.Ethereum.Rpc;

namespace Homeostat.Engine.Devnet;

/// <summary>What stands on a devnet, by the names that scenarios use.</summary>
/// <param name="compiled">Our own contracts, compiled at run time, by name.</param>
public sealed class Deployment(DevnetChain chain, IReadOnlyDictionary<string, ContractArtifact> compiled)
{
    private readonly Dictionary<string, (Address Address, ContractAbi? Abi)> _named = new(StringComparer.Ordinal);

    private readonly Dictionary<string, Hash32> _keys = new(StringComparer.Ordinal);

    public DevnetChain Chain => chain;

    public IEnumerable<string> Names => _named.Keys;

    public Address this[string name] => Find(name).Address;

    public ContractAbi Abi(string name) => Find(name).Abi ?? throw new DevnetException($"'{name}' is an account, not a contract");

    public ContractArtifact Artifact(string contract) => compiled.TryGetValue(contract, out var artifact)
        ? artifact
        : throw new DevnetException($"no contract named {contract} among ours");

    public bool Has(string name) => _named.ContainsKey(name);

    public void Add(string name, Address address, ContractAbi? abi)
    {
        if (!_named.TryAdd(name, (address, abi)))
        {
            throw new DevnetException($"two things on the devnet are named '{name}'");
        }

        if (abi is not null)
        {
            chain.Learn(abi.Errors);
        }
    }

    /// <summary>A 32-byte value that scenarios may name, such as a scope's key.</summary>
    public void AddKey(string name, Hash32 key) => _keys.Add(name, key);

    public bool TryKey(string name, out Hash32 key) => _keys.TryGetValue(name, out key);

    /// <summary>A call of a named contract's function, by name or by full signature where it is overloaded.</summary>
    public DevnetTransaction Call(Address from, string target, string function, params AbiValue[] arguments) =>
        DevnetTransaction.Call(from, this[target], Abi(target).Function(function).EncodeCall(arguments));

    /// <summary>Reads a named contract's view.</summary>
    public async Task<AbiValue[]> ReadAsync(string target, string function, AbiValue[] arguments, CancellationToken cancellation)
    {
        var view = Abi(target).Function(function);
        return view.DecodeOutput(await chain.Client.CallAsync(this[target], view.EncodeCall(arguments), BlockTag.Latest, cancellation).ConfigureAwait(false));
    }

    private (Address Address, ContractAbi? Abi) Find(string name) => _named.TryGetValue(name, out var found)
        ? found
        : throw new DevnetException($"nothing on the devnet is named '{name}'; there are: {string.Join(", ", _named.Keys.Order(StringComparer.Ordinal))}");
}
