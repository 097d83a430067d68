using Homeostat.Ethereum;

namespace Homeostat.Engine.Devnet;

/// <summary>Unmodified artefacts of npm packages, each read once.</summary>
internal sealed class PackageArtifacts(Checkout checkout)
{
    private readonly Dictionary<string, ContractArtifact> _loaded = new(StringComparer.Ordinal);

    /// <summary>Of Chainlink's 0.6 contracts, which hold its aggregators.</summary>
    public ContractArtifact Chainlink(string name) => Load("@chainlink", "contracts", "abi", "v0.6", $"{name}.json");

    /// <summary>The artefact at that path below the packages.</summary>
    public ContractArtifact Load(params string[] path) => Linked(new Dictionary<string, Address>(), path);

    /// <summary>The same, with external libraries at the given addresses, which are taken to be the same for every call.</summary>
    public ContractArtifact Linked(IReadOnlyDictionary<string, Address> libraries, params string[] path)
    {
        var file = Path.Combine([checkout.Packages, .. path]);
        if (!_loaded.TryGetValue(file, out var artifact))
        {
            artifact = ContractArtifact.Load(file, libraries);
            _loaded[file] = artifact;
        }

        return artifact;
    }
}
