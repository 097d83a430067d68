namespace Homeostat.IntegrationTests.Contracts;

/// <summary>Everything in contracts/test: forge runs once, and each of its tests is a row here.</summary>
public sealed class SolidityTests
{
    private static readonly Lazy<Task<IReadOnlyList<ForgeTest>?>> _run = new(RunAsync);

    [Theory]
    [MemberData(nameof(All), DisableDiscoveryEnumeration = true)]
    public void Passes_in_forge(ForgeTest test)
    {
        Assert.SkipWhen(test.Skipped, "forge skipped it");
        Assert.True(test.Failure is null, test.Failure);
    }

    /// <summary>A run that found only some of them is no good run.</summary>
    [Fact]
    public async Task Unit_fuzz_and_invariant_tests_were_all_found()
    {
        IReadOnlyList<ForgeTest> tests = await RequireAsync();

        Assert.True(tests.Count >= 330, $"forge found {tests.Count} tests");
        Assert.True(tests.Count(t => t.Name.StartsWith("testFuzz_", StringComparison.Ordinal)) >= 30, "fuzz tests");
        Assert.True(tests.Count(t => t.Name.StartsWith("invariant_", StringComparison.Ordinal)) >= 20, "invariant tests");
        Assert.Equal(tests.Count, tests.Select(t => t.ToString()).Distinct().Count());
    }

    [Fact]
    public async Task The_committed_gas_figures_are_those_that_are_measured()
    {
        ForgeOutput? run = await Forge.RunAsync(
            ["test", "--match-path", "test/*/Gas.t.sol", "--gas-snapshot-check", "true", "--gas-snapshot-emit", "false"],
            TestContext.Current.CancellationToken);
        SkipOrFailIfMissing(run is null);

        Assert.True(run!.ExitCode == 0, $"contracts/snapshots is out of date (`forge test` writes it anew):\n{run.Error}{run.Output}");
        Assert.Contains("InterposerGasTest", run.Output, StringComparison.Ordinal);
        Assert.Contains("BreakerGasTest", run.Output, StringComparison.Ordinal);
    }

    public static async Task<IEnumerable<ITheoryDataRow>> All() => await _run.Value is { } tests
        ? tests.Select(t => new TheoryDataRow<ForgeTest>(t) { Label = t.ToString() })
        : [new TheoryDataRow<ForgeTest>(new ForgeTest("contracts/test", "none", Skipped: false, Forge.Missing)) { Skip = Forge.IsContinuousIntegration ? null : Forge.Missing }];

    private static async Task<IReadOnlyList<ForgeTest>> RequireAsync()
    {
        IReadOnlyList<ForgeTest>? tests = await _run.Value;
        SkipOrFailIfMissing(tests is null);
        return tests!;
    }

    private static void SkipOrFailIfMissing(bool missing)
    {
        Assert.SkipWhen(missing && !Forge.IsContinuousIntegration, Forge.Missing);
        Assert.False(missing, Forge.Missing);
    }

    private static async Task<IReadOnlyList<ForgeTest>?> RunAsync()
    {
        // Without emit, a run of the tests would write the gas figures that another test compares.
        ForgeOutput? run = await Forge.RunAsync(["test", "--junit", "--gas-snapshot-emit", "false"], CancellationToken.None);
        return run is null ? null : ForgeReport.Read(run);
    }
}
