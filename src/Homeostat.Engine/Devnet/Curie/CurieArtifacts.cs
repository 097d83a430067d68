namespace Homeostat.Engine.Devnet.Curie;

/// <summary>Unmodified bytecode of everything that a Curie exchange is made of, from its npm packages.</summary>
internal sealed class CurieArtifacts(Checkout checkout)
{
    private readonly PackageArtifacts _packages = new(checkout);

    public ContractArtifact Curie(string name) => _packages.Load("@perp", "curie-contract", "artifacts", "contracts", $"{name}.sol", $"{name}.json");

    public ContractArtifact Oracle(string name) => _packages.Load("@perp", "perp-oracle-contract", "artifacts", "contracts", $"{name}.sol", $"{name}.json");

    public ContractArtifact Uniswap(string name) => _packages.Load("@uniswap", "v3-core", "artifacts", "contracts", $"{name}.sol", $"{name}.json");

    public ContractArtifact Chainlink(string name) => _packages.Chainlink(name);

    public ContractArtifact OpenZeppelin(string name) => _packages.Load("@openzeppelin", "contracts", "build", "contracts", $"{name}.json");
}
