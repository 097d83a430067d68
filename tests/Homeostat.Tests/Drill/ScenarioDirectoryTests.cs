using Homeostat.Engine.Drill;
using Homeostat.Engine.Files;

namespace Homeostat.Tests.Drill;

/// <summary>What lies around a scenario's file: sources, links, several directories at once.</summary>
public sealed class ScenarioDirectoryTests : IDisposable
{
    private readonly ScenarioDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void Every_problem_is_told_at_once_in_the_order_of_the_file()
    {
        _directory.With("slug: mark-manipulation", "slug: Mark").With("keepers: 1", "keepers: none").With("at: 60", "at: 0");

        var lines = _directory.Problems().Split('\n');

        Assert.Equal(["slug", "population.keepers", "steps[2].at"], lines.Select(l => l.Split(' ')[1].TrimEnd(':')));
    }

    [Fact]
    public void A_source_that_is_a_link_out_of_the_directory_is_refused()
    {
        var outside = Path.Combine(_directory.Path, "..", "Outside.sol");
        File.WriteAllText(outside, "contract Manipulator {}\n");
        File.Delete(_directory.At("Manipulator.sol"));
        File.CreateSymbolicLink(_directory.At("Manipulator.sol"), outside);

        Assert.Equal(
            "scenario.yaml:40:13 contracts.controller.source: 'Manipulator.sol' is a link that leaves the directory; allowed: a .sol file in the scenario's directory",
            _directory.Problems());
    }

    [Fact]
    public void A_source_behind_a_linked_directory_is_refused()
    {
        Directory.CreateDirectory(Path.Combine(_directory.Path, "..", "lib"));
        File.WriteAllText(Path.Combine(_directory.Path, "..", "lib", "Manipulator.sol"), "contract Manipulator {}\n");
        Directory.CreateSymbolicLink(_directory.At("lib"), Path.Combine(_directory.Path, "..", "lib"));
        _directory.With("source: Manipulator.sol", "source: lib/Manipulator.sol");

        Assert.Contains("is a link that leaves the directory", _directory.Problems(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_directory_reached_through_a_link_is_no_different()
    {
        var link = Path.Combine(_directory.Path, "..", "link");
        Directory.CreateSymbolicLink(link, _directory.Path);

        Assert.Equal("mark-manipulation", ScenarioFile.Load(link, Surroundings).Slug);
    }

    [Fact]
    public void Names_are_not_checked_against_exports_that_nobody_knows_yet()
    {
        _directory.With("[$clearing_house, $vault, $base_token]", "[$something_else]");

        var scenario = ScenarioFile.Load(_directory.Path, Surroundings with { Protocols = [ProtocolNames.Curie] });

        Assert.Equal("something_else", Assert.IsType<Argument.Name>(scenario.Contracts[0].Args[0]).Of);
    }

    [Fact]
    public void A_control_needs_no_attacker_and_may_not_attack()
    {
        _directory.With("attack: true\nattacks: market\n", "attack: false\n");

        Assert.Equal(
            [
                "steps[0].attack", "steps[1].attack", "epilogue[0]",
                "expect.averted_ratio", "expect.contain_blocks", "expect.loss_without_usd",
            ],
            _directory.Problems().Split('\n').Select(l => l.Split(' ')[1].TrimEnd(':')));
    }

    [Fact]
    public void A_control_names_no_attacked_scope()
    {
        _directory.With("attack: true\nattacks", "attack: false\nattacks");

        Assert.StartsWith(
            "scenario.yaml:6:10 attacks: 'market' is said of a control, which attacks nothing\n", _directory.Problems(), StringComparison.Ordinal);
    }

    [Fact]
    public void An_attack_needs_an_attacking_step_and_an_attacker()
    {
        var text = _directory.Text.Replace(", attack: true }", " }", StringComparison.Ordinal)
            .Replace("    attack: true\n", "", StringComparison.Ordinal)
            .Replace("    attacker: true\n", "", StringComparison.Ordinal)
            .Replace("attacker: true, usd", "usd", StringComparison.Ordinal);
        File.WriteAllText(_directory.At("scenario.yaml"), text);

        Assert.Equal(
            """
            scenario.yaml:1:1 steps: hold no attack, yet attack is true; allowed: at least one step with attack: true
            scenario.yaml:1:1 actors: name no attacker, so no loss could be measured; allowed: at least one actor or contract with attacker: true
            """,
            _directory.Problems());
    }

    [Fact]
    public void Two_scenarios_may_not_share_a_slug()
    {
        var root = Path.GetDirectoryName(_directory.Path)!;
        Directory.CreateDirectory(Path.Combine(root, "other"));
        foreach (var file in Directory.GetFiles(_directory.Path))
        {
            File.Copy(file, Path.Combine(root, "other", Path.GetFileName(file)));
        }

        var problems = Assert.Throws<FilesException>(() => ScenarioFile.LoadAll(root, Surroundings)).Message;

        Assert.Equal($"{root}/other/scenario.yaml slug: 'mark-manipulation' is also that of {_directory.Path}; each slug once", problems);
    }

    [Fact]
    public void A_directory_without_scenarios_is_told()
    {
        var empty = Path.Combine(_directory.Path, "empty");
        Directory.CreateDirectory(empty);

        Assert.Equal(
            $"{empty}: holds no scenario.yaml, nor does a directory in it; allowed: a directory with a scenario.yaml",
            Assert.Throws<FilesException>(() => ScenarioFile.LoadAll(empty, Surroundings)).Message);
        Assert.StartsWith(
            $"{empty}/scenario.yaml: does not exist",
            Assert.Throws<FilesException>(() => ScenarioFile.Load(empty, Surroundings)).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Every_scenario_of_the_repository_loads()
    {
        var root = Path.GetDirectoryName(ScenarioDirectory.Series)!;
        Assert.SkipUnless(
            Directory.GetDirectories(root).Any(d => File.Exists(Path.Combine(d, "scenario.yaml"))), "the repository holds no scenario yet");

        Assert.NotEmpty(ScenarioFile.LoadAll(root, Surroundings with { Protocols = [ProtocolNames.Curie] }));
    }

    private static ScenarioSurroundings Surroundings => new(ScenarioDirectory.Series, ScenarioDirectory.Breakers, [ScenarioDirectory.Curie]);
}
