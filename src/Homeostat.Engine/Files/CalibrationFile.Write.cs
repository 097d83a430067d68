using System.Text;
using System.Text.Json;
using Homeostat.Core.Fusion;

namespace Homeostat.Engine.Files;

public static partial class CalibrationFile
{
    private static readonly JsonWriterOptions Layout = new() { Indented = true, NewLine = "\n" };

    /// <summary>The file's text; the same calibration gives the same bytes.</summary>
    public static string Write(Calibration calibration)
    {
        using var text = new MemoryStream();
        using (var json = new Utf8JsonWriter(text, Layout))
        {
            json.WriteStartObject();
            json.WriteString("schema", Schema);
            json.WriteNumber("incidents_per_year", calibration.IncidentsPerYear);
            json.WriteNumber("mean_attack_seconds", calibration.MeanAttackSeconds);
            json.WriteStartObject("detectors");
            foreach (var (name, detector) in calibration.Detectors)
            {
                json.WriteStartObject(name);
                Write(json, detector);
                json.WriteEndObject();
            }

            json.WriteEndObject();
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(text.ToArray()) + "\n";
    }

    private static void Write(Utf8JsonWriter json, DetectorCalibration detector)
    {
        json.WriteString("group", detector.Group);
        json.WriteNumber("group_correlation", detector.GroupCorrelation);
        json.WriteNumber("repeat_weight", detector.RepeatWeight);
        json.WriteNumber("repeat_weight_against", detector.RepeatWeightAgainst);
        json.WriteNumber("benign_blocks", detector.BenignBlocks);
        json.WriteNumber("attack_blocks", detector.AttackBlocks);
        json.WriteStartArray("bins");
        foreach (var bin in detector.Bins)
        {
            json.WriteStartObject();
            json.WriteNumber("from_score", bin.FromScore);
            json.WriteNumber("nats", bin.Nats);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
