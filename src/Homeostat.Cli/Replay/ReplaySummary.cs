using System.Globalization;
using System.Text;
using Homeostat.Core.Chain;
using Homeostat.Engine.Replay;

namespace Homeostat.Cli.Replay;

/// <summary>A replay's outcome as text.</summary>
internal static class ReplaySummary
{
    public static string Of(ReplayReport report)
    {
        var text = new StringBuilder();
        var blocks = report.Blocks is { } range ? $"blocks {range}" : "no blocks";
        Line(text, $"{report.Header.Configuration?.Protocol.Name} on {report.Header.Network}: {blocks}, {report.Inputs:n0} inputs");
        Line(text, $"{report.Verdicts.Verified:n0} verdicts verified, {report.Verdicts.Violated:n0} violated, {report.Verdicts.Unverifiable:n0} unverifiable");
        foreach (var decision in report.Decisions)
        {
            Line(text, $"{Time(decision.At)} block {decision.Block.Number}: {decision.Sentence}");
        }

        foreach (var (incident, line) in report.Timeline)
        {
            Line(text, $"{Time(line.At)} {incident} block {line.Block} {line.Kind}: {line.Text}");
        }

        if (report.Decisions.IsEmpty)
        {
            Line(text, $"Nothing was decided.");
        }

        if (report.Halted is { } reason)
        {
            Line(text, $"Halted: {reason}");
        }

        Line(text, $"configuration {report.Header.ConfigurationHash}");
        Line(text, $"digest {report.Digest}");
        return text.ToString();
    }

    // Texts are from the chain and from files: none may move the cursor.
    private static void Line(StringBuilder text, FormattableString line) =>
        text.Append(Printable.Line(line.ToString(CultureInfo.InvariantCulture))).Append('\n');

    private static string Time(UnixSeconds at) => at.Value is >= -62_135_596_800 and <= 253_402_300_799
        ? DateTimeOffset.FromUnixTimeSeconds(at.Value).ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture)
        : at.Value.ToString(CultureInfo.InvariantCulture);
}
