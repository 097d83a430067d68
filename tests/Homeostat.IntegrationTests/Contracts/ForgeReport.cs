using System.Xml;
using System.Xml.Linq;

namespace Homeostat.IntegrationTests.Contracts;

/// <summary>One Solidity test and what became of it.</summary>
/// <param name="Suite">File and contract, e.g. <c>test/ledger/Batch.t.sol:LedgerBatchTest</c>.</param>
/// <param name="Failure">Reason and counterexample; null if it passed.</param>
public sealed record ForgeTest(string Suite, string Name, bool Skipped, string? Failure)
{
    public override string ToString() => $"{Suite}.{Name}";
}

/// <summary>Reads what `forge test --junit` prints.</summary>
internal static class ForgeReport
{
    /// <exception cref="InvalidOperationException">forge ran no test, for instance because the contracts do not compile.</exception>
    public static IReadOnlyList<ForgeTest> Read(ForgeOutput output)
    {
        // Lines in other formats may come before: the compiler's warnings, for one.
        int begin = output.Output.IndexOf("<?xml", StringComparison.Ordinal);
        int end = output.Output.LastIndexOf("</testsuites>", StringComparison.Ordinal);
        if (begin < 0 || end < begin)
        {
            throw new InvalidOperationException($"forge ended with {output.ExitCode} and ran no test:\n{output.Error}{output.Output}");
        }

        string report = output.Output[begin..(end + "</testsuites>".Length)];
        List<ForgeTest> tests = [.. Parse(report).Descendants("testcase").Select(Test)];
        bool failed = tests.Any(t => t.Failure is not null);
        if (tests.Count == 0 || failed != (output.ExitCode != 0))
        {
            throw new InvalidOperationException($"forge ended with {output.ExitCode} after {tests.Count} tests:\n{output.Error}{report}");
        }

        return tests;
    }

    private static XDocument Parse(string report)
    {
        // Fuzzed strings end up in counterexamples, and XML has no way to write some of their characters.
        using XmlReader reader = XmlReader.Create(new StringReader(report), new XmlReaderSettings { CheckCharacters = false });
        return XDocument.Load(reader);
    }

    private static ForgeTest Test(XElement testcase)
    {
        string? failure = null;
        if ((testcase.Element("failure") ?? testcase.Element("error")) is { } told)
        {
            failure = $"{told.Attribute("message")?.Value}\n{testcase.Element("system-out")?.Value}".Trim();
        }

        return new ForgeTest(
            testcase.Parent!.Attribute("name")!.Value, testcase.Attribute("name")!.Value, testcase.Element("skipped") is not null, failure);
    }
}
