using System.Text.RegularExpressions;
using Homeostat.Engine.Drill;

namespace Homeostat.Tests.Drill;

/// <summary>docs/scenarios.md against the readers.</summary>
public sealed partial class ScenarioDocumentTests
{
    private static string Document { get; } = File.ReadAllText(Path.Combine(ScenarioDirectory.Repository, "docs", "scenarios.md"));

    public static TheoryData<string> Words()
    {
        string readers = Path.Combine(ScenarioDirectory.Repository, "src", "Homeostat.Engine", "Drill");
        IEnumerable<string> read = Directory.GetFiles(readers, "*Reader*.cs")
            .SelectMany(f => WordPattern().Matches(File.ReadAllText(f)))
            .Select(m => m.Groups["word"].Value);
        return [.. read.Concat(Measures.All.Select(m => m.Key)).Concat(ProtocolNames.Curie.Senders).Distinct().Order(StringComparer.Ordinal)];
    }

    [Theory]
    [MemberData(nameof(Words))]
    public void Every_word_that_the_readers_know_is_explained(string word) =>
        Assert.Matches($"`[^`\n]*\\b{Regex.Escape(word)}\\b[^`\n]*`", Document);

    [Fact]
    public void The_complete_example_is_one()
    {
        string directory = Directory.CreateTempSubdirectory("homeostat-document-").FullName;
        try
        {
            File.WriteAllText(Path.Combine(directory, ScenarioFile.FileName), Block("yaml"));
            File.WriteAllText(Path.Combine(directory, "Attack.sol"), Block("solidity"));

            Scenario scenario = ScenarioFile.Load(directory, new ScenarioSurroundings(ScenarioDirectory.Series, ScenarioDirectory.Breakers, [ProtocolNames.Curie]));

            Assert.Equal("my-mark-manipulation", scenario.Slug);
            Assert.Equal(2, scenario.Steps.Length);
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }
    }

    private static string Block(string language) =>
        Regex.Match(Document, $"```{language}\n(?<block>.*?)```", RegexOptions.Singleline).Groups["block"].Value;

    // A key that is asked for, or a word of a choice.
    [GeneratedRegex(@"(Required|Optional|Has)\(""(?<word>[a-z_]+)""\)|\(""(?<word>[a-z_]+)"", [A-Z]\w+\.")]
    private static partial Regex WordPattern();
}
