using System.Text;
using System.Text.Json;

namespace Homeostat.Engine.Backtest;

/// <summary>The report as <c>homeostat/backtest-report/v1</c>.</summary>
public static class BacktestReportJson
{
    public const string Schema = "homeostat/backtest-report/v1";

    private static readonly JsonWriterOptions Layout = new() { Indented = true, NewLine = "\n" };

    /// <param name="verify">How the blocks were checked: none, bloom, receipts or archive.</param>
    public static string Write(BacktestReport report, string verify, ProcessUsage usage, int rpcCalls)
    {
        using var text = new MemoryStream();
        using (var json = new Utf8JsonWriter(text, Layout))
        {
            json.WriteStartObject();
            json.WriteString("schema", Schema);
            json.WriteString("protocol", report.Protocol);
            json.WriteNumber("from_block", report.Range.First.Value);
            json.WriteNumber("to_block", report.Range.Last.Value);
            json.WriteNumber("events", report.Events);
            json.WriteNumber("alerts", report.Alerts);
            json.WriteNumber("blocks", report.Blocks);
            json.WriteNumber("unverifiable", report.Unverifiable);
            json.WriteString("verify", verify);
            json.WriteNumber("wall_s", Math.Round(usage.WallSeconds, 3));
            json.WriteNumber("cpu_s", Math.Round(usage.CpuSeconds, 3));
            json.WriteNumber("max_rss_mb", Math.Round(usage.MaxRssMebibytes, 1));
            json.WriteNumber("rpc_calls", rpcCalls);
            if (report.ResumedFrom is { } block)
            {
                json.WriteNumber("resumed_from_block", block);
            }

            WriteCounts(json, "facts", report.Facts);
            WriteCounts(json, "alerts_by_rule", report.AlertsByRule);
            WriteAlerts(json, report);
            WriteUnverifiable(json, report);
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(text.ToArray()) + "\n";
    }

    private static void WriteCounts(Utf8JsonWriter json, string name, IEnumerable<(string Name, long Count)> counts)
    {
        json.WriteStartObject(name);
        foreach (var (key, count) in counts)
        {
            json.WriteNumber(key, count);
        }

        json.WriteEndObject();
    }

    private static void WriteAlerts(Utf8JsonWriter json, BacktestReport report)
    {
        json.WriteStartArray("first_alerts");
        foreach (var alert in report.FirstAlerts)
        {
            AlertJson.Write(json, alert);
        }

        json.WriteEndArray();
    }

    private static void WriteUnverifiable(Utf8JsonWriter json, BacktestReport report)
    {
        json.WriteStartArray("first_unverifiable");
        foreach (var look in report.FirstUnverifiable)
        {
            FailedLookJson.Write(json, look);
        }

        json.WriteEndArray();
    }
}
