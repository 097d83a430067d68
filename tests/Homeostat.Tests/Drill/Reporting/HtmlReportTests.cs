using System.Text.Json;
using System.Text.RegularExpressions;
using Homeostat.Engine.Devnet;
using Homeostat.Engine.Drill.Reporting;

namespace Homeostat.Tests.Drill.Reporting;

public sealed partial class HtmlReportTests
{
    private const string Hostile = "</script><script>alert(1)</script><!-- <img src=x onerror=alert(2)> \"'&\u2028{{data}}";

    private static readonly PlotLibrary Library = new("window.uPlot=function(){};", ".u-wrap{}", "MIT\n");

    [Fact]
    public void The_first_screenful_answers_without_a_script()
    {
        var html = HtmlReport.Write(SampleReport.Whole, Library);
        var body = html[html.IndexOf("<body>", StringComparison.Ordinal)..html.IndexOf("<noscript>", StringComparison.Ordinal)];

        Assert.Contains("1 of 3 scenarios did not hold", body, StringComparison.Ordinal);
        Assert.Contains("2 of 2 attacks contained. The attackers took $444,121 without Homeostat and $121,050 with it, 72.7 % averted.", body, StringComparison.Ordinal);
        Assert.Contains("<li>curie-rogue-upgrade: averted_ratio should be ≥ 0.8 and was 0.7057</li>", body, StringComparison.Ordinal);
    }

    [Fact]
    public void Nothing_is_loaded_from_a_network()
    {
        var html = HtmlReport.Write(SampleReport.Whole, Library);

        Assert.DoesNotMatch(@"(src|href)\s*=\s*[""']?\s*(https?:)?//", html);
        Assert.DoesNotMatch(@"@import|url\(", html);
        Assert.Contains("default-src 'none'", html, StringComparison.Ordinal);
    }

    [Fact]
    public void The_page_allows_its_own_scripts_and_no_other()
    {
        var html = HtmlReport.Write(SampleReport.Drill(Poisoned()), Library);
        var policy = Policy().Match(html).Groups[1].Value;
        var scripts = Scripts().Matches(html);

        Assert.Equal(4, scripts.Count);
        Assert.DoesNotContain("'unsafe-inline'", policy[policy.IndexOf("script-src", StringComparison.Ordinal)..], StringComparison.Ordinal);
        Assert.All(scripts, s => Assert.Contains(Sha256(s.Groups[1].Value), policy, StringComparison.Ordinal));
    }

    [Fact]
    public void Hostile_words_of_a_scenario_stay_words()
    {
        var html = HtmlReport.Write(SampleReport.Drill(Poisoned()), Library);
        var clean = HtmlReport.Write(SampleReport.Drill(SampleReport.Failed()), Library);

        Assert.Equal(Tags().Count(clean), Tags().Count(html));
        Assert.DoesNotContain("<!-- <img", html, StringComparison.Ordinal);
        Assert.DoesNotContain("onerror=alert(2)>", html, StringComparison.Ordinal);
        var data = Data().Match(html).Groups[1].Value;
        Assert.DoesNotContain('\u2028', data);
        Assert.DoesNotContain('<', data);
        using var page = JsonDocument.Parse(data);
        var scenario = page.RootElement.GetProperty("report").GetProperty("scenarios")[0];
        Assert.Equal(Hostile, scenario.GetProperty("title").GetString());
        Assert.Equal(Hostile, scenario.GetProperty("decisions")[0].GetProperty("signals")[0].GetProperty("reason").GetString());
        Assert.Equal(Hostile, scenario.GetProperty("timeline")[0].GetProperty("text").GetString());
    }

    [Fact]
    public void Every_placeholder_is_filled() =>
        Assert.DoesNotMatch(@"\{\{\w+\}\}", HtmlReport.Write(SampleReport.Whole, Library));

    [Fact]
    public void A_drill_of_nothing_is_still_a_page() =>
        Assert.Contains("No scenario was played", HtmlReport.Write(SampleReport.Drill(), Library), StringComparison.Ordinal);

    [Fact]
    public void Without_the_plot_library_it_says_what_to_do()
    {
        var missing = Assert.Throws<DevnetException>(() => PlotLibrary.Load(new Checkout("/nowhere")));

        Assert.Contains("uPlot.iife.min.js", missing.Message, StringComparison.Ordinal);
        Assert.Contains("npm ci", missing.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_plot_library_that_would_end_its_script_element_is_refused()
    {
        var root = Directory.CreateTempSubdirectory("homeostat-plots-");
        var dist = root.CreateSubdirectory("contracts/node_modules/uplot/dist");
        File.WriteAllText(Path.Combine(dist.FullName, "uPlot.iife.min.js"), "x='</SCRIPT>'");
        try
        {
            var refused = Assert.Throws<DevnetException>(() => PlotLibrary.Load(new Checkout(root.FullName)));
            Assert.Contains("</script", refused.Message, StringComparison.Ordinal);
        }
        finally
        {
            root.Delete(recursive: true);
        }
    }

    private static ScenarioReport Poisoned()
    {
        var failed = SampleReport.Failed();
        var decision = failed.Decisions[0];
        return failed with
        {
            Scenario = Hostile,
            Title = Hostile,
            Protocol = Hostile,
            Decisions = [decision with { Sentence = Hostile, Scope = Hostile, Signals = [decision.Signals[0] with { Reason = Hostile }] }],
            Timeline = [new TimelineEntry(1, Hostile, Hostile)],
            Expectations = [.. failed.Expectations.Select(e => new ExpectationReport(Hostile, Hostile, Hostile, e.Held))],
            Plots = failed.Plots with { Restrictions = [new RestrictionSpan(Hostile, Hostile, 1, 2)] },
        };
    }

    private static string Sha256(string text) =>
        Convert.ToBase64String(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(text)));

    [GeneratedRegex("Content-Security-Policy\" content=\"([^\"]*)\"")]
    private static partial Regex Policy();

    [GeneratedRegex("<script>(.*?)</script>", RegexOptions.Singleline)]
    private static partial Regex Scripts();

    [GeneratedRegex("<script type=\"application/json\" id=\"page\">(.*?)</script>", RegexOptions.Singleline)]
    private static partial Regex Data();

    [GeneratedRegex("</?[a-zA-Z!]")]
    private static partial Regex Tags();
}
