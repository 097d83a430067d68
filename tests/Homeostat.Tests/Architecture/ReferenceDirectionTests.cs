using System.Reflection;

namespace Homeostat.Tests.Architecture;

/// <summary>Holds the direction Ethereum ← Core ← Engine ← Cli, as compiled.</summary>
public class ReferenceDirectionTests
{
    private static readonly Dictionary<string, string[]> Allowed = new()
    {
        ["Homeostat.Ethereum"] = [],
        ["Homeostat.Core"] = ["Homeostat.Ethereum"],
        ["Homeostat.Engine"] = ["Homeostat.Core", "Homeostat.Ethereum"],
        ["homeostat"] = ["Homeostat.Engine", "Homeostat.Core", "Homeostat.Ethereum"],
    };

    public static TheoryData<string> Projects => [.. Allowed.Keys];

    [Theory]
    [MemberData(nameof(Projects))]
    public void A_project_references_only_what_is_below_it(string project)
    {
        Assert.Empty(Strays(Assembly.Load(project), Allowed[project]));
    }

    [Fact]
    public void The_guard_can_fail()
    {
        Assert.NotEmpty(Strays(Assembly.Load("Homeostat.Engine"), []));
    }

    [Fact]
    public void Only_the_layers_that_may_hold_their_packages()
    {
        Assert.DoesNotContain(Names("Homeostat.Core"), n => n is "YamlDotNet" or "BouncyCastle.Cryptography" or "Spectre.Console" or "System.CommandLine");
        Assert.DoesNotContain(Names("Homeostat.Engine"), n => n is "BouncyCastle.Cryptography" or "Spectre.Console" or "System.CommandLine");
        Assert.DoesNotContain(Names("Homeostat.Ethereum"), n => n is "YamlDotNet" or "Spectre.Console" or "System.CommandLine");
    }

    private static IEnumerable<string> Strays(Assembly assembly, string[] allowed) => assembly.GetReferencedAssemblies()
        .Select(r => r.Name!)
        .Where(n => n.StartsWith("homeostat", StringComparison.OrdinalIgnoreCase) && !allowed.Contains(n));

    private static IEnumerable<string> Names(string project) => Assembly.Load(project).GetReferencedAssemblies().Select(r => r.Name!);
}
