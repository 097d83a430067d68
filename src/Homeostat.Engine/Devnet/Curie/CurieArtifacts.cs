namespace Homeostat.Engine.Devnet.Curie;

/// <summary>Unmodified bytecode of everything that a Curie exchange is made of, from its npm packages.</summary>
internal sealed class CurieArtifacts(Checkout checkout)
{
    private readonly Dictionary<string, ContractArtifact> _loaded = new(StringComparer.Ordinal);

    public ContractArtifact Curie(string name) => Load("@perp", "curie-contract", "artifacts", "contracts", $"{name}.sol", $"{name}.json");

    public ContractArtifact Oracle(string name) => Load("@perp", "perp-oracle-contract", "artifacts", "contracts", $"{name}.sol", $"{name}.json");

    public ContractArtifact Uniswap(string name) => Load("@uniswap", "v3-core", "artifacts", "contracts", $"{name}.sol", $"{name}.json");

    public ContractArtifact Chainlink(string name) => Load("@chainlink", "contracts", "abi", "v0.6", $"{name}.json");

    public ContractArtifact OpenZeppelin(string name) => Load("@openzeppelin", "contracts", "build", "contracts", $"{name}.json");

    private ContractArtifact Load(params string[] path)
    {
        var file = Path.Combine([checkout.Packages, .. path]);
        if (!_loaded.TryGetValue(file, out var artifact))
        {
            artifact = ContractArtifact.Load(file);
            _loaded[file] = artifact;
        }

        return artifact;
    }
}
