using Homeostat.Cli.Drill;
using Homeostat.Engine.Devnet;
using Homeostat.Engine.Files;
using Homeostat.Tests.Drill;

namespace Homeostat.Tests.Cli;

public sealed class DrillFilesTests
{
    private static readonly Checkout Checkout = new(ScenarioDirectory.Repository);

    private static string Path => System.IO.Path.Combine(ScenarioDirectory.Repository, "scenarios", "curie-rogue-upgrade");

    [Fact]
    public void A_scenario_is_named_by_slug_by_directory_or_by_its_file()
    {
        foreach (var name in new[] { "curie-rogue-upgrade", Path, System.IO.Path.Combine(Path, "scenario.yaml") })
        {
            Assert.Equal("curie-rogue-upgrade", Assert.Single(DrillFiles.Scenarios(Checkout, [name])).Slug);
        }
    }

    [Fact]
    public void Named_twice_it_is_played_once() =>
        Assert.Single(DrillFiles.Scenarios(Checkout, ["curie-rogue-upgrade", Path]));

    [Fact]
    public void Two_directories_with_one_slug_are_refused()
    {
        var copy = Directory.CreateTempSubdirectory("homeostat-copy-");
        try
        {
            foreach (var file in Directory.GetFiles(Path))
            {
                File.Copy(file, System.IO.Path.Combine(copy.FullName, System.IO.Path.GetFileName(file)));
            }

            var refused = Assert.Throws<FilesException>(() => DrillFiles.Scenarios(Checkout, ["curie-rogue-upgrade", copy.FullName]));
            Assert.Contains("each slug once", refused.Message, StringComparison.Ordinal);
        }
        finally
        {
            copy.Delete(recursive: true);
        }
    }

    [Fact]
    public void Without_a_name_three_attacks_and_a_crash_are_played() => Assert.Equal(
        ["curie-genuine-crash", "curie-mark-manipulation", "curie-oracle-manipulation", "curie-rogue-upgrade"],
        DrillFiles.Scenarios(Checkout, []).Select(s => s.Slug));

    [Fact]
    public void All_is_every_directory_that_holds_a_scenario()
    {
        var written = Directory.GetDirectories(Checkout.Scenarios)
            .Where(d => File.Exists(System.IO.Path.Combine(d, "scenario.yaml")))
            .Select(d => System.IO.Path.GetFileName(d));

        Assert.Equal(written.Order(StringComparer.Ordinal), DrillFiles.All(Checkout).Select(s => s.Slug));
        Assert.Contains("curie-servers-off", written);
    }

    [Theory]
    [InlineData("")]
    [InlineData("  ")]
    [InlineData("../scenarios")]
    public void What_is_no_name_is_not_taken_for_the_whole_repository(string name) =>
        Assert.Throws<FilesException>(() => DrillFiles.Scenarios(Checkout, [name]));
}
