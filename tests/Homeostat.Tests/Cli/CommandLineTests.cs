using Homeostat.Cli;

namespace Homeostat.Tests.Cli;

public sealed class CommandLineTests
{
    [Theory]
    [InlineData("drill", "homeostat drill curie-rogue-upgrade --html report.html")]
    [InlineData("evaluate", "homeostat evaluate curie-genuine-crash --seeds 5 --shift-nats 2")]
    [InlineData("calibrate", "homeostat calibrate scenarios/calibration")]
    [InlineData("keys", "homeostat keys new")]
    [InlineData("version", "homeostat version")]
    public async Task Each_verb_has_an_example_in_its_help(string verb, string example)
    {
        var (code, output, error) = await RunAsync(verb, "--help");

        Assert.Equal(0, code);
        Assert.Contains("Examples:", output, StringComparison.Ordinal);
        Assert.Contains(example, output, StringComparison.Ordinal);
        Assert.Contains("Exit codes:", output, StringComparison.Ordinal);
        Assert.Empty(error);
    }

    [Fact]
    public async Task Help_names_every_verb_and_how_to_begin()
    {
        var (code, output, _) = await RunAsync("--help");

        Assert.Equal(0, code);
        Assert.Contains("Start with `homeostat drill`", output, StringComparison.Ordinal);
        Assert.All(CommandLine.Create().Subcommands, c => Assert.Contains($"\n  {c.Name}", output, StringComparison.Ordinal));
        Assert.All(CommandLine.Create().Subcommands, c => Assert.NotEmpty(Assert.IsType<Verb>(c).Examples));
    }

    [Fact]
    public async Task Version_is_three_numbers()
    {
        var (code, output, _) = await RunAsync("version");

        Assert.Equal(0, code);
        Assert.Matches(@"^\d+\.\d+\.\d+\s*$", output);
    }

    [Theory]
    [InlineData("dril", "'dril'", "See homeostat --help.")]
    [InlineData("drill --sed 3", "There is no option --sed. Did you mean --seed?", "See homeostat drill --help.")]
    [InlineData("drill --seed soon", "'soon'", "See homeostat drill --help.")]
    [InlineData("drill --json", "--json", "See homeostat drill --help.")]
    [InlineData("calibrate", "calibrate", "See homeostat calibrate --help.")]
    [InlineData("evaluate --seeds 0", "--seeds must be 1 or more.", "See homeostat evaluate --help.")]
    public async Task A_wrong_command_line_is_a_usage_error(string line, string about, string where)
    {
        var (code, _, error) = await RunAsync(line.Split(' '));

        Assert.Equal(2, code);
        Assert.Contains(about, error, StringComparison.Ordinal);
        Assert.Contains(where, error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_detector_that_does_not_exist_is_named_with_those_that_do()
    {
        var (code, _, error) = await RunAsync("evaluate", "--detector", "astrology", "--shift-nats", "1");

        Assert.Equal(2, code);
        Assert.Contains("There is no detector astrology", error, StringComparison.Ordinal);
        Assert.Contains("mark-dispersion", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_verb_the_help_is_shown_and_nothing_has_held()
    {
        var (code, output, _) = await RunAsync();

        Assert.Equal(2, code);
        Assert.Contains("Examples:", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_unknown_scenario_is_a_usage_error_that_names_the_near_one()
    {
        var (code, output, error) = await RunAsync("drill", "curie-rouge-upgrade", "nothing-like-it");

        Assert.Equal(2, code);
        Assert.Empty(output);
        Assert.Contains("curie-rouge-upgrade: is neither a scenario of this repository nor a directory (did you mean curie-rogue-upgrade?)", error, StringComparison.Ordinal);
        Assert.Contains("nothing-like-it: is neither a scenario of this repository nor a directory; allowed: ", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--json")]
    [InlineData("--html")]
    public async Task An_output_that_cannot_be_written_is_found_before_anything_is_played(string option)
    {
        var (code, output, error) = await RunAsync("drill", "no-such-scenario", option, "/no/such/directory/report");

        Assert.Equal(2, code);
        Assert.Empty(output);
        Assert.Contains($"{option} /no/such/directory/report cannot be written: there is no directory /no/such/directory", error, StringComparison.Ordinal);
    }

    private static async Task<(int Code, string Output, string Error)> RunAsync(params string[] args)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var code = await CommandLine.RunAsync(args, output, error);
        return (code, output.ToString(), error.ToString());
    }
}
