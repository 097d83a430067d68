using Homeostat.Core.Chain.Decoding;
using Homeostat.Engine.Devnet;
using Homeostat.Engine.Files.Protocols;

namespace Homeostat.Tests.Core;

/// <summary>The shipped definition of Curie, with a second market and bound to the sample's addresses.</summary>
internal static class SampleFile
{
    public static string Curie { get; } = Path.Combine(Checkout.Find().Config, "protocols", "curie.yaml");

    public static DecodingDefinition Load()
    {
        var path = Path.GetTempFileName();
        try
        {
            File.WriteAllText(path, WithSecondMarket(File.ReadAllText(Curie)));
            return ProtocolFile.Load(path, Bindings()).Decoding;
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static string WithSecondMarket(string text) => Replace(
        Replace(
            Replace(text, "address: \"${pool}\"", "addresses: [\"${pool}\", \"${pool_2}\"]"),
            "address: \"${aggregator}\"",
            "addresses: [\"${aggregator}\", \"${aggregator_2}\"]"),
        "\nevents:\n",
        """

          - slug: avax
            name: AVAX-PERP
            keys:
              - {word: "${base_token_2}"}
              - {contract: "${pool_2}"}
              - {contract: "${aggregator_2}"}

        events:

        """);

    private static string Replace(string text, string old, string replacement)
    {
        if (text.Split(old).Length != 2)
        {
            throw new InvalidOperationException($"the shipped definition has changed: {old}");
        }

        return text.Replace(old, replacement, StringComparison.Ordinal);
    }

    private static Dictionary<string, string> Bindings()
    {
        var bindings = new Dictionary<string, string>
        {
            ["market"] = "near",
            ["market_name"] = "NEAR-PERP",
            ["collateral_decimals"] = "6",
            ["index_decimals"] = "8",
            ["clearing_house"] = Sample.ClearingHouse.ToString(),
            ["vault"] = Sample.Vault.ToString(),
            ["collateral"] = Sample.Token.ToString(),
            ["upgrade_gate"] = Sample.Gate.ToString(),
            ["restriction_ledger"] = Sample.Ledger.ToString(),
            ["access_manager"] = Sample.Authority.ToString(),
            ["base_token"] = Sample.Markets[0].BaseToken.ToString(),
            ["second_collateral"] = Sample.Addr(59).ToString(),
            ["pool"] = Sample.Pools[0].ToString(),
            ["aggregator"] = Sample.IndexFeeds[0].ToString(),
            ["base_token_2"] = Sample.Markets[1].BaseToken.ToString(),
            ["pool_2"] = Sample.Pools[1].ToString(),
            ["aggregator_2"] = Sample.IndexFeeds[1].ToString(),
        };
        string[] others =
        [
            "quote_token", "clearing_house_config", "market_registry", "order_book", "insurance_fund", "account_balance", "exchange", "collateral_manager",
        ];
        for (var i = 0; i < others.Length; i++)
        {
            bindings[others[i]] = Sample.Addr((byte)(60 + i)).ToString();
        }

        return bindings;
    }
}
