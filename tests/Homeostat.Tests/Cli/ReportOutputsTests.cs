using Homeostat.Cli;
using Homeostat.Cli.Drill;
using Homeostat.Engine.Drill.Reporting;
using Homeostat.Tests.Drill.Reporting;

namespace Homeostat.Tests.Cli;

public sealed class ReportOutputsTests : IDisposable
{
    private static readonly PlotLibrary Library = new("window.uPlot=function(){};", "", "");

    private readonly string _directory = Directory.CreateTempSubdirectory("homeostat-outputs-").FullName;

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public void Checking_leaves_no_file_behind_and_keeps_one_that_was_there()
    {
        File.WriteAllText(At("old.json"), "kept");

        ReportOutputs.Check(At("old.json"), At("new.html"));

        Assert.Equal("kept", File.ReadAllText(At("old.json")));
        Assert.False(File.Exists(At("new.html")));
    }

    [Fact]
    public void A_directory_is_no_file() =>
        Assert.Contains("it is a directory", Assert.Throws<UsageException>(() => ReportOutputs.Check(_directory, null)).Message, StringComparison.Ordinal);

    [Fact]
    public void One_file_cannot_hold_both() =>
        Assert.Contains("name two files", Assert.Throws<UsageException>(() => ReportOutputs.Check(At("a"), At("../" + Path.GetFileName(_directory) + "/a"))).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("")]
    [InlineData("-")]
    public void The_page_needs_a_file(string html) =>
        Assert.Contains("--html needs a file", Assert.Throws<UsageException>(() => ReportOutputs.Check(null, html)).Message, StringComparison.Ordinal);

    [Fact]
    public void Json_on_standard_output_is_all_that_is_there()
    {
        var (code, output, error) = Report(SampleReport.Whole, "-", null);

        Assert.Equal(1, code);
        Assert.Equal(DrillReportJson.Write(SampleReport.Whole), output);
        Assert.Empty(error);
    }

    [Fact]
    public void Files_are_written_and_named_and_the_table_printed()
    {
        var held = SampleReport.Drill(SampleReport.Attack(), SampleReport.Control());

        var (code, output, error) = Report(held, At("a.json"), At("a.html"));

        Assert.Equal(0, code);
        Assert.Equal(DrillReportJson.Write(held), File.ReadAllText(At("a.json")));
        Assert.Equal(HtmlReport.Write(held, Library), File.ReadAllText(At("a.html")));
        Assert.Contains("All 2 scenarios held", output, StringComparison.Ordinal);
        Assert.Contains("wrote ", error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_became_unwritable_does_not_cost_the_table()
    {
        var outputs = ReportOutputs.Check(At("a.json"), null);
        Directory.CreateDirectory(At("a.json"));
        using var output = new StringWriter();
        using var error = new StringWriter();

        var code = DrillCommand.Report(SampleReport.Drill(SampleReport.Attack()), outputs, null, output, error);

        Assert.Equal(1, code);
        Assert.Contains("The scenario held", output.ToString(), StringComparison.Ordinal);
        Assert.Contains("could not be written", error.ToString(), StringComparison.Ordinal);
    }

    private static (int Code, string Output, string Error) Report(DrillReport report, string? json, string? html)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var code = DrillCommand.Report(report, ReportOutputs.Check(json, html), html is null ? null : Library, output, error);
        return (code, output.ToString(), error.ToString());
    }

    private string At(string file) => Path.Combine(_directory, file);
}
