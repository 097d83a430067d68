using System.Text.Json;
using System.Text.Json.Serialization;
using Homeostat.Core.Fusion;

namespace Homeostat.Engine.Files;

public static partial class CalibrationFile
{
    /// <summary>The same calibration gives the same bytes: sorted by detector, shortest exact numbers, LF.</summary>
    public static string Write(Calibration calibration)
    {
        var written = new WrittenCalibration(
            Schema,
            calibration.IncidentsPerYear,
            calibration.MeanAttackSeconds,
            new SortedDictionary<string, WrittenDetector>(
                calibration.Detectors.ToDictionary(d => d.Key, d => Written(d.Value)), StringComparer.Ordinal));
        return JsonSerializer.Serialize(written, CalibrationJson.Default.WrittenCalibration) + "\n";
    }

    private static WrittenDetector Written(DetectorCalibration detector) => new(
        detector.Group,
        detector.GroupCorrelation,
        detector.RepeatWeight,
        detector.BenignBlocks,
        detector.AttackBlocks,
        [.. detector.Bins.Select(b => new WrittenBin(b.FromScore, b.Nats))]);

    internal sealed record WrittenCalibration(
        string Schema,
        double IncidentsPerYear,
        double MeanAttackSeconds,
        SortedDictionary<string, WrittenDetector> Detectors);

    internal sealed record WrittenDetector(
        string Group,
        double GroupCorrelation,
        double RepeatWeight,
        long BenignBlocks,
        long AttackBlocks,
        WrittenBin[] Bins);

    internal sealed record WrittenBin(double FromScore, double Nats);

    [JsonSourceGenerationOptions(
        PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
        WriteIndented = true,
        NewLine = "\n",
        GenerationMode = JsonSourceGenerationMode.Metadata)]
    [JsonSerializable(typeof(WrittenCalibration))]
    internal sealed partial class CalibrationJson : JsonSerializerContext;
}
