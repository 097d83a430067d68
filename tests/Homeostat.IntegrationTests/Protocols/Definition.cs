using System.Text.RegularExpressions;
using Homeostat.Engine.Devnet;
using Homeostat.Engine.Files.Protocols;
using Homeostat.Ethereum;
using Homeostat.Ethereum.Hashing;
using Homeostat.IntegrationTests.Ethereum;

namespace Homeostat.IntegrationTests.Protocols;

/// <summary>The shipped definitions of protocols.</summary>
internal static partial class Definition
{
    /// <summary>With an address of its own for every name that is not bound here.</summary>
    public static ProtocolDocument Unbound(string slug)
    {
        var bindings = new Dictionary<string, string>
        {
            ["market"] = "near",
            ["market_name"] = "NEAR-PERP",
            ["collateral_decimals"] = "6",
            ["index_decimals"] = "8",
        };
        foreach (Match name in Placeholder().Matches(File.ReadAllText(PathOf(slug))))
        {
            bindings.TryAdd(name.Groups[1].Value, new Address(Keccak256.Hash(name.Value).ToBytes().AsSpan(12)).ToString());
        }

        return ProtocolFile.Load(PathOf(slug), bindings);
    }

    /// <summary>Bound to what stands on a devnet.</summary>
    public static ProtocolDocument Of(string slug, Deployment deployment) => ProtocolFile.Load(
        PathOf(slug),
        deployment.Names.ToDictionary(name => name, name => deployment[name].ToString(), StringComparer.Ordinal));

    private static string PathOf(string slug) => Path.Combine(AnvilFixture.Checkout.Config, "protocols", slug + ".yaml");

    [GeneratedRegex(@"\$\{([a-z][a-z0-9_]*)\}")]
    private static partial Regex Placeholder();
}
