using System.Collections.Immutable;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

namespace Homeostat.Engine.Drill.Reporting;

/// <summary>
/// A report as one page that needs no network. All that a scenario's author wrote reaches the page encoded: as HTML text
/// from here, or as JSON that the page's script only ever sets as text. The page's own policy lets no other script run.
/// </summary>
public static partial class HtmlReport
{
    public static string Write(DrillReport report, PlotLibrary library)
    {
        var summary = ReportWords.Of(report);
        var page = new ReportPage(report, summary, [.. report.Scenarios.Select(ReportWords.Of)]);
        var inlined = $"/*! uPlot\n{library.License}*/\n{library.Script}";
        var plots = Resource("plots.js");
        var tables = Resource("tables.js");
        var script = Resource("report.js");
        return Fill(Resource("report.html"), new Dictionary<string, string>
        {
            ["policy"] = $"default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'; script-src {Hash(inlined)} {Hash(plots)} {Hash(tables)} {Hash(script)}",
            ["title"] = Text($"{summary.Verdict} · Homeostat drill"),
            ["seed"] = Text($"{report.Seed}"),
            ["state"] = summary.Held ? "held" : "failed",
            ["mark"] = summary.Held ? "✓" : "▲",
            ["verdict"] = Text(summary.Verdict),
            ["done"] = Text(summary.Done),
            ["needs"] = Needs(summary.Needs),
            ["library_style"] = library.Style,
            ["style"] = Resource("report.css"),
            ["library"] = inlined,
            ["plots"] = plots,
            ["tables"] = tables,
            ["script"] = script,
            ["data"] = DrillReportJson.WriteForPage(page),
        });
    }

    // In one pass, so that what is filled in is never taken for a placeholder.
    private static string Fill(string template, Dictionary<string, string> values) =>
        Placeholder().Replace(template, m => values[m.Groups[1].Value]);

    private static string Needs(ImmutableArray<string> needs) => needs.IsEmpty
        ? "<p>Nothing.</p>"
        : $"<ul>{string.Concat(needs.Select(n => $"<li>{Text(n)}</li>"))}</ul>";

    private static string Text(string text) => WebUtility.HtmlEncode(text);

    private static string Hash(string script) => $"'sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(script)))}'";

    private static string Resource(string name)
    {
        using var stream = typeof(HtmlReport).Assembly.GetManifestResourceStream(typeof(HtmlReport), $"Page.{name}")
            ?? throw new InvalidOperationException($"{name} is not embedded");
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return reader.ReadToEnd().ReplaceLineEndings("\n");
    }

    [GeneratedRegex(@"\{\{(\w+)\}\}")]
    private static partial Regex Placeholder();
}
