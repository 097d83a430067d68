using Homeostat.Ethereum;

namespace Homeostat.Engine.Devnet.Aave;

/// <summary>Unmodified bytecode of Aave v3 from @aave/core-v3. Its pool calls external libraries, which stand first.</summary>
internal sealed class AaveArtifacts(Checkout checkout)
{
    /// <summary>In an order in which each needs only earlier ones.</summary>
    public static readonly string[] Libraries =
        ["SupplyLogic", "BorrowLogic", "LiquidationLogic", "EModeLogic", "BridgeLogic", "PoolLogic", "FlashLoanLogic", "ConfiguratorLogic"];

    private readonly Dictionary<string, Address> _libraries = new(StringComparer.Ordinal);

    public PackageArtifacts Packages { get; } = new(checkout);

    public ContractArtifact Library(string name) => Load(name, "protocol", "libraries", "logic");

    public ContractArtifact Pool(string name) => Load(name, "protocol", "pool");

    public ContractArtifact Configuration(string name) => Load(name, "protocol", "configuration");

    public ContractArtifact Token(string name) => Load(name, "protocol", "tokenization");

    public ContractArtifact Proxy => Load("InitializableImmutableAdminUpgradeabilityProxy", "protocol", "libraries", "aave-upgradeability");

    public ContractArtifact Misc(string name) => Load(name, "misc");

    /// <summary>What Aave lists on test networks: an ERC-20 that anyone may mint.</summary>
    public ContractArtifact Underlying => Load("MintableERC20", "mocks", "tokens");

    public void Stands(string library, Address address) => _libraries.Add(library, address);

    private ContractArtifact Load(string name, params string[] folder) =>
        Packages.Linked(_libraries, ["@aave", "core-v3", "artifacts", "contracts", .. folder, $"{name}.sol", $"{name}.json"]);
}
