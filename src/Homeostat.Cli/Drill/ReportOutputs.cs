using Homeostat.Engine.Drill.Reporting;

namespace Homeostat.Cli.Drill;

/// <summary>Where the report goes besides the terminal. Checked before anything is played, because a drill takes minutes.</summary>
internal sealed class ReportOutputs
{
    private const string StandardOutput = "-";

    private readonly string? _json;
    private readonly string? _html;

    private ReportOutputs(string? json, string? html)
    {
        _json = json;
        _html = html;
    }

    public bool IsJsonOnStandardOutput => _json == StandardOutput;

    public bool HasPage => _html is not null;

    /// <exception cref="UsageException">One of them cannot be written.</exception>
    public static ReportOutputs Check(string? json, string? html)
    {
        if (json is not null and not StandardOutput)
        {
            CheckWritable("--json", json);
        }

        if (html is not null)
        {
            CheckWritable("--html", html);
        }

        return json is not null && html is not null && Path.GetFullPath(json) == Path.GetFullPath(html)
            ? throw new UsageException($"--json and --html are both {json}: name two files")
            : new ReportOutputs(json, html);
    }

    /// <returns>The files written.</returns>
    /// <exception cref="IOException">The disk is full, or what was writable is so no more.</exception>
    public IReadOnlyList<string> Write(DrillReport report, PlotLibrary? library, TextWriter output)
    {
        List<string> written = [];
        if (IsJsonOnStandardOutput)
        {
            output.Write(DrillReportJson.Write(report));
        }
        else if (_json is not null)
        {
            File.WriteAllText(_json, DrillReportJson.Write(report));
            written.Add(_json);
        }

        if (_html is not null && library is not null)
        {
            File.WriteAllText(_html, HtmlReport.Write(report, library));
            written.Add(_html);
        }

        return written;
    }

    // Opening it is the only sure test; a file that the test made is taken away again.
    private static void CheckWritable(string option, string path)
    {
        if (string.IsNullOrWhiteSpace(path) || path == StandardOutput)
        {
            throw new UsageException($"{option} needs a file to write to, e.g. {option} report.{option[2..]}");
        }

        var existed = File.Exists(path);
        try
        {
            using (File.Open(path, FileMode.OpenOrCreate, FileAccess.Write, FileShare.ReadWrite))
            {
            }

            if (!existed)
            {
                File.Delete(path);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw new UsageException($"{option} {path} cannot be written: {Reason(path, e)}");
        }
    }

    private static string Reason(string path, Exception e) => Directory.Exists(path)
        ? "it is a directory"
        : e is DirectoryNotFoundException
            ? $"there is no directory {Path.GetDirectoryName(path)}; create it first"
            : e.Message;
}
