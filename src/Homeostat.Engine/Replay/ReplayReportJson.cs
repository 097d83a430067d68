using System.Text;
using System.Text.Json;
using Homeostat.Core.Incidents;
using Homeostat.Core.Policy;

namespace Homeostat.Engine.Replay;

/// <summary>The report as <c>homeostat/replay-report/v1</c>; the same archive gives the same bytes.</summary>
public static class ReplayReportJson
{
    public const string Schema = "homeostat/replay-report/v1";

    private static readonly JsonWriterOptions Layout = new() { Indented = true, NewLine = "\n" };

    public static string Write(ReplayReport report)
    {
        ArgumentNullException.ThrowIfNull(report);
        using var text = new MemoryStream();
        using (var json = new Utf8JsonWriter(text, Layout))
        {
            json.WriteStartObject();
            WriteHead(json, report);
            json.WriteStartArray("decisions");
            foreach (var decision in report.Decisions)
            {
                Write(json, decision);
            }

            json.WriteEndArray();
            json.WriteStartArray("timeline");
            foreach (var (incident, line) in report.Timeline)
            {
                Write(json, incident, line);
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(text.ToArray()) + "\n";
    }

    private static void WriteHead(Utf8JsonWriter json, ReplayReport report)
    {
        json.WriteString("schema", Schema);
        json.WriteString("network", report.Header.Network);
        json.WriteNumber("chain_id", report.Header.ChainId);
        json.WriteString("protocol", report.Header.Configuration?.Protocol.Slug);
        json.WriteString("configuration_hash", report.Header.ConfigurationHash.ToString());
        if (report.Blocks is { } blocks)
        {
            json.WriteNumber("from_block", blocks.First.Value);
            json.WriteNumber("to_block", blocks.Last.Value);
        }

        json.WriteNumber("inputs", report.Inputs);
        json.WriteBoolean("complete", report.Tail.IsClosed);
        json.WriteNumber("verified", report.Verdicts.Verified);
        json.WriteNumber("violated", report.Verdicts.Violated);
        json.WriteNumber("unverifiable", report.Verdicts.Unverifiable);
        json.WriteString("halted", report.Halted);
        json.WriteString("digest", report.Digest.ToString());
    }

    private static void Write(Utf8JsonWriter json, Decision decision)
    {
        json.WriteStartObject();
        json.WriteString("id", decision.Id.ToString());
        json.WriteNumber("block", decision.Block.Number);
        json.WriteString("block_hash", decision.Block.Hash.ToString());
        json.WriteNumber("at", decision.At.Value);
        json.WriteString("scope", decision.Scope.ToString());
        json.WriteString("rung", decision.Rung.Slug);
        json.WriteNumber("p", decision.P);
        json.WriteNumber("p_star", decision.PStar);
        json.WriteNumber("sigma", decision.Sigma);
        json.WriteNumber("tvl_usd", decision.TvlUsd);
        json.WriteNumber("reachable_usd", decision.ReachableUsd);
        json.WriteNumber("cost_false_usd", decision.CostFalseUsd);
        json.WriteNumber("cost_true_usd", decision.CostTrueUsd);
        json.WriteNumber("q", decision.Q);
        json.WriteNumber("coverage", decision.Coverage);
        json.WriteBoolean("armed", decision.Armed);
        json.WriteString("sentence", decision.Sentence);
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, string incident, TimelineEvent line)
    {
        json.WriteStartObject();
        json.WriteString("incident", incident);
        json.WriteNumber("block", line.Block);
        json.WriteNumber("at", line.At.Value);
        json.WriteString("kind", line.Kind.ToString());
        json.WriteString("text", line.Text);
        json.WriteEndObject();
    }
}
