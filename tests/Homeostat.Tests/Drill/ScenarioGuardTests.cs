namespace Homeostat.Tests.Drill;

/// <summary>Who defends: an engine, a breaker, or a breaker alone.</summary>
public sealed class ScenarioGuardTests : IDisposable
{
    private const string Slug = "slug: mark-manipulation";

    private readonly ScenarioDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void Without_a_word_an_engine_runs_and_there_is_no_breaker()
    {
        var scenario = _directory.Load();

        Assert.True(scenario.Guarded);
        Assert.Null(scenario.Breaker);
    }

    [Fact]
    public void A_breaker_file_is_found_beside_the_scenario_and_then_among_the_shared_ones()
    {
        Assert.Equal(2, _directory.With(Slug, Slug + "\nbreaker: curie.yaml").Load().Breaker!.Terms.Confirmations);

        var own = File.ReadAllText(Path.Combine(ScenarioDirectory.Breakers, "curie.yaml")).Replace("confirmations: 2", "confirmations: 3", StringComparison.Ordinal);
        File.WriteAllText(_directory.At("curie.yaml"), own);

        Assert.Equal(3, _directory.Load().Breaker!.Terms.Confirmations);
    }

    [Fact]
    public void What_is_wrong_in_a_breaker_file_is_told_with_the_rest()
    {
        File.WriteAllText(_directory.At("mine.yaml"), "schema: homeostat/breaker/v2\n");

        var problems = _directory.With(Slug, Slug + "\nbreaker: mine.yaml").With("blocks: 110 }", "blocks: 0 }").Problems();

        Assert.Contains("mine.yaml:1:9 schema: 'homeostat/breaker/v2' is another kind of file; allowed: homeostat/breaker/v1", problems, StringComparison.Ordinal);
        Assert.Contains("chain.blocks: '0' is out of range", problems, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("../curie.yaml", "breaker: '../curie.yaml' is no name of a breaker file; allowed: the name of a .yaml file in the scenario's directory or in config/breakers")]
    [InlineData("scenario.yaml", "breaker: 'scenario.yaml' is no name of a breaker file; allowed: the name of a .yaml file in the scenario's directory or in config/breakers")]
    [InlineData("cury.yaml", "breaker: 'cury.yaml' does not exist; did you mean 'curie.yaml'?; allowed: curie.yaml")]
    public void A_file_elsewhere_is_no_breaker(string name, string expected) =>
        Assert.Contains(expected, _directory.With(Slug, $"{Slug}\nbreaker: {name}").Problems(), StringComparison.Ordinal);

    [Fact]
    public void A_link_out_of_the_directory_is_not_followed()
    {
        File.CreateSymbolicLink(_directory.At("linked.yaml"), Path.Combine(ScenarioDirectory.Breakers, "curie.yaml"));

        Assert.Contains("breaker: 'linked.yaml' is a link that leaves the directory", _directory.With(Slug, Slug + "\nbreaker: linked.yaml").Problems(), StringComparison.Ordinal);
    }

    [Fact]
    public void Without_an_engine_there_must_be_a_breaker_and_nobody_hears_commands()
    {
        var problems = _directory.With(Slug, Slug + "\nguard: none").Problems();

        Assert.Contains("guard: 'none' leaves nobody to defend the protocol; allowed: guard: none together with breaker", problems, StringComparison.Ordinal);
        Assert.Contains("guard: 'none' leaves nobody to hear a command; allowed: steps without command", problems, StringComparison.Ordinal);
    }

    [Fact]
    public void Another_guard_is_refused() =>
        Assert.Contains("guard: 'off' is not one of them; allowed: engine, none", _directory.With(Slug, Slug + "\nguard: off").Problems(), StringComparison.Ordinal);
}
