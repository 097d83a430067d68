using System.Reflection;

namespace Homeostat.Tests.Architecture;

/// <summary>Holds the direction Ethereum ← Core ← {Engine, Storage, Audit} ← Cli, and where packages may be used, as compiled.</summary>
public class ReferenceDirectionTests
{
    private static readonly Dictionary<string, string[]> Below = new()
    {
        ["Homeostat.Ethereum"] = [],
        ["Homeostat.Core"] = ["Homeostat.Ethereum"],
        ["Homeostat.Engine"] = ["Homeostat.Core", "Homeostat.Ethereum"],
        ["Homeostat.Storage"] = ["Homeostat.Core", "Homeostat.Ethereum"],
        ["Homeostat.Audit"] = ["Homeostat.Core", "Homeostat.Ethereum"],
        ["homeostat"] = ["Homeostat.Engine", "Homeostat.Storage", "Homeostat.Audit", "Homeostat.Core", "Homeostat.Ethereum"],
    };

    private static readonly Dictionary<string, string[]> Packages = new()
    {
        ["Homeostat.Ethereum"] = ["BouncyCastle.Cryptography"],
        ["Homeostat.Core"] = [],
        ["Homeostat.Engine"] = ["Prometheus.NetStandard", "System.IO.Hashing", "YamlDotNet"],
        ["Homeostat.Storage"] = ["Microsoft.Data.Sqlite", "Prometheus.NetStandard", "SQLitePCLRaw.core"],
        ["Homeostat.Audit"] = ["BouncyCastle.Cryptography"],
        ["homeostat"] = ["Prometheus.NetStandard", "Spectre.Console", "Spectre.Console.Ansi", "System.CommandLine"],
    };

    public static TheoryData<string> Projects => [.. Below.Keys];

    public static TheoryData<string, string> UpsideDown => new()
    {
        { "Homeostat.Core", "Homeostat.Ethereum" },
        { "Homeostat.Engine", "Homeostat.Ethereum" },
        { "Homeostat.Engine", "Homeostat.Core" },
        { "Homeostat.Audit", "Homeostat.Ethereum" },
        { "Homeostat.Audit", "Homeostat.Core" },
        { "Homeostat.Storage", "Homeostat.Ethereum" },
        { "Homeostat.Storage", "Homeostat.Core" },
        { "homeostat", "Homeostat.Ethereum" },
        { "homeostat", "Homeostat.Core" },
        { "homeostat", "Homeostat.Engine" },
    };

    [Theory]
    [MemberData(nameof(Projects))]
    public void A_project_references_only_what_is_below_it(string project)
    {
        Assert.Empty(Strays(project, Below[project]));
    }

    [Theory]
    [MemberData(nameof(Projects))]
    public void A_project_uses_only_its_own_packages(string project)
    {
        Assert.Empty(StrayPackages(project, Packages[project]));
    }

    [Theory]
    [MemberData(nameof(UpsideDown))]
    public void The_guard_sees_a_project_that_references_what_a_lower_one_may_not(string project, string lower)
    {
        Assert.NotEmpty(Strays(project, Below[lower]));
    }

    [Theory]
    [InlineData("Homeostat.Ethereum")]
    [InlineData("Homeostat.Engine")]
    [InlineData("Homeostat.Storage")]
    [InlineData("Homeostat.Audit")]
    [InlineData("homeostat")]
    public void The_guard_sees_a_package_that_is_another_projects(string project)
    {
        Assert.NotEmpty(StrayPackages(project, Packages["Homeostat.Core"]));
    }

    private static IEnumerable<string> Strays(string project, string[] allowed) =>
        References(project).Where(n => IsOurs(n) && !allowed.Contains(n));

    private static IEnumerable<string> StrayPackages(string project, string[] allowed) =>
        References(project).Where(n => !IsOurs(n) && !IsPlatform(n) && !allowed.Contains(n));

    private static bool IsOurs(string name) => name.StartsWith("homeostat", StringComparison.OrdinalIgnoreCase);

    /// <summary>Of the platform is what lies in the runtime's own directory.</summary>
    private static bool IsPlatform(string name) =>
        File.Exists(Path.Combine(Path.GetDirectoryName(typeof(object).Assembly.Location)!, $"{name}.dll"));

    private static IEnumerable<string> References(string project) => Assembly.Load(project).GetReferencedAssemblies().Select(r => r.Name!);
}
