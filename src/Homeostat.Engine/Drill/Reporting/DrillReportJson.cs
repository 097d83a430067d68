using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Unicode;

namespace Homeostat.Engine.Drill.Reporting;

/// <summary>
/// A report as JSON, <c>homeostat/drill-report/v1</c> (docs/drill-report.md): what does not apply, and what is not a finite
/// number, is null and never absent. The same report gives the same bytes.
/// </summary>
public static class DrillReportJson
{
    // Unlike UnsafeRelaxedJsonEscaping it keeps <, > and & escaped, so that the text may stand inside a page's script element.
    private static readonly JavaScriptEncoder ReadableAndSafeInHtml = JavaScriptEncoder.Create(UnicodeRanges.All);

    private static readonly DrillReportContext Indented = new(Options(indented: true));

    private static readonly DrillReportContext Compact = new(Options(indented: false));

    /// <summary>For people and scripts: indented, series of numbers on one line each, a line feed at the end.</summary>
    public static string Write(DrillReport report) =>
        JsonSerializer.Serialize(Complete(report), Indented.DrillReport) + "\n";

    /// <summary>On one line, without a byte that could end a script element or begin a comment in one.</summary>
    internal static string WriteForPage(ReportPage page) =>
        JsonSerializer.Serialize(page with { Report = Complete(page.Report) }, Compact.ReportPage);

    /// <exception cref="JsonException">It is not a drill report.</exception>
    public static DrillReport Read(string json) =>
        JsonSerializer.Deserialize(json, Compact.DrillReport) ?? throw new JsonException("null is not a drill report");

    // Scripts look into exits_open without asking whether a containment took place.
    private static DrillReport Complete(DrillReport report) => report with
    {
        Scenarios = [.. report.Scenarios.Select(s => s with { ExitsOpen = s.ExitsOpen ?? new ExitsOpen(null, null, null, null, null) })],
    };

    private static JsonSerializerOptions Options(bool indented) => new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        Encoder = ReadableAndSafeInHtml,
        WriteIndented = indented,
        NewLine = "\n",
        Converters = { new FiniteNumber(), new NumberSeries(), new BlockSeries() },
    };

    /// <summary>JSON has no NaN and no infinity: null stands for a number that is not there.</summary>
    private sealed class FiniteNumber : JsonConverter<double>
    {
        public override bool HandleNull => true;

        public override double Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            reader.TokenType == JsonTokenType.Null ? double.NaN : reader.GetDouble();

        public override void Write(Utf8JsonWriter writer, double value, JsonSerializerOptions options)
        {
            if (double.IsFinite(value))
            {
                writer.WriteNumberValue(value);
            }
            else
            {
                writer.WriteNullValue();
            }
        }
    }

    /// <summary>One value per block: on one line, because nobody reads hundreds of lines of one number each.</summary>
    private sealed class NumberSeries : JsonConverter<ImmutableArray<double>>
    {
        public override ImmutableArray<double> Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            [.. JsonSerializer.Deserialize<double?[]>(ref reader, options)!.Select(v => v ?? double.NaN)];

        public override void Write(Utf8JsonWriter writer, ImmutableArray<double> value, JsonSerializerOptions options) =>
            WriteOnOneLine(writer, value.Select(v => double.IsFinite(v) ? v.ToString("R", CultureInfo.InvariantCulture) : "null"));
    }

    private sealed class BlockSeries : JsonConverter<ImmutableArray<int>>
    {
        public override ImmutableArray<int> Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            [.. JsonSerializer.Deserialize<int[]>(ref reader, options)!];

        public override void Write(Utf8JsonWriter writer, ImmutableArray<int> value, JsonSerializerOptions options) =>
            WriteOnOneLine(writer, value.Select(v => v.ToString(CultureInfo.InvariantCulture)));
    }

    private static void WriteOnOneLine(Utf8JsonWriter writer, IEnumerable<string> numbers) =>
        writer.WriteRawValue(Encoding.UTF8.GetBytes($"[{string.Join(',', numbers)}]"));
}

[JsonSerializable(typeof(DrillReport))]
[JsonSerializable(typeof(ReportPage))]
[JsonSerializable(typeof(double?[]))]
[JsonSerializable(typeof(int[]))]
internal sealed partial class DrillReportContext : JsonSerializerContext;
