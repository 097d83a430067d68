using System.Text.Json;
using System.Text.RegularExpressions;
using Homeostat.Tests.Drill;

namespace Homeostat.Tests.Architecture;

/// <summary>contracts/proofs.json against the properties that it is about; docs/proofs.md says how it is made.</summary>
public sealed partial class ProofsTests
{
    private static readonly string _contracts = Path.Combine(ScenarioDirectory.Repository, "contracts");

    private static readonly JsonElement[] _proofs = [.. JsonDocument.Parse(File.ReadAllText(Path.Combine(_contracts, "proofs.json"))).RootElement.EnumerateArray()];

    [Fact]
    public void Every_property_has_its_result_and_no_other()
    {
        var written = Directory.GetFiles(Path.Combine(_contracts, "proofs"), "*.sol")
            .SelectMany(f => Property().Matches(File.ReadAllText(f)).Select(m => $"{Path.GetFileNameWithoutExtension(f).Replace("Proofs", "", StringComparison.Ordinal)}.{m.Groups[1].Value}"));

        Assert.Equal(written.Order(StringComparer.Ordinal), _proofs.Select(p => $"{Text(p, "contract")}.{Text(p, "property")}").Order(StringComparer.Ordinal));
    }

    [Fact]
    public void A_result_has_the_keys_that_scripts_rely_on()
    {
        Assert.All(_proofs, p =>
        {
            Assert.Equal(["property", "contract", "result", "solver", "seconds"], p.EnumerateObject().Select(m => m.Name));
            Assert.Contains(Text(p, "result"), new[] { "PROVED", "REFUTED", "UNKNOWN" });
            Assert.True(p.GetProperty("seconds").GetDouble() >= 0);
        });
    }

    [Fact]
    public void Nothing_is_refuted_and_what_restrictions_and_tickets_rest_on_is_proved()
    {
        Assert.DoesNotContain(_proofs, p => Text(p, "result") == "REFUTED");
        Assert.All(_proofs.Where(p => Text(p, "contract") is "Expiry" or "Maturity" or "LiquidationHalt"), p => Assert.Equal("PROVED", Text(p, "result")));
    }

    [Fact]
    public void Every_impossibility_is_explained_and_has_a_fault_that_breaks_it()
    {
        var impossible = Directory.GetFiles(Path.Combine(_contracts, "test", "invariant"), "*.t.sol").Select(f => Path.GetFileName(f)[..^".t.sol".Length]).ToList();
        using var mutations = JsonDocument.Parse(File.ReadAllText(Path.Combine(_contracts, "mutations", "mutations.json")));
        var broken = mutations.RootElement.EnumerateArray().Select(m => Text(m, "breaks")).Distinct();
        var document = File.ReadAllText(Path.Combine(ScenarioDirectory.Repository, "docs", "proofs.md"));

        Assert.True(impossible.Count >= 12);
        Assert.Equal(impossible.Order(StringComparer.Ordinal), broken.Order(StringComparer.Ordinal));
        Assert.All(impossible, i => Assert.Contains($"| `{i}` |", document, StringComparison.Ordinal));
    }

    private static string Text(JsonElement proof, string key) => proof.GetProperty(key).GetString()!;

    [GeneratedRegex(@"function ([A-Z]\w+)")]
    private static partial Regex Property();
}
