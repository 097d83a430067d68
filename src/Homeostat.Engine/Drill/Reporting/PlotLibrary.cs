using Homeostat.Engine.Devnet;

namespace Homeostat.Engine.Drill.Reporting;

/// <summary>uPlot as it is put into the page, so that the page opens without a network.</summary>
public sealed record PlotLibrary(string Script, string Style, string License)
{
    /// <exception cref="DevnetException">It is not installed, or could not stand inside a page.</exception>
    public static PlotLibrary Load(Checkout checkout)
    {
        var package = Path.Combine(checkout.Packages, "uplot");
        return new PlotLibrary(
            Read(package, Path.Combine("dist", "uPlot.iife.min.js"), "</script"),
            Read(package, Path.Combine("dist", "uPlot.min.css"), "</style"),
            Read(package, "LICENSE", "*/"));
    }

    private static string Read(string package, string file, string forbidden)
    {
        var path = Path.Combine(package, file);
        string text;
        try
        {
            text = File.ReadAllText(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new DevnetException($"the HTML report needs {path}, which cannot be read ({e.Message}): run npm ci in contracts/, or leave --html out");
        }

        return text.Contains(forbidden, StringComparison.OrdinalIgnoreCase)
            ? throw new DevnetException($"{path} contains {forbidden} and cannot stand inside the HTML report: restore the package with npm ci in contracts/")
            : text;
    }
}
