using System.Collections.Immutable;
using Homeostat.Core.Fusion;

namespace Homeostat.Engine.Files;

/// <summary>Loads and writes <c>calibration.json</c>: what each detector's score is worth as evidence.</summary>
public static partial class CalibrationFile
{
    public const string Schema = "homeostat/calibration/v1";

    /// <summary>The detectors that Core asks about.</summary>
    public static ImmutableArray<string> Detectors { get; } = ["index-dispersion", "mark-dispersion", "outflow", "privileged-change"];

    /// <summary>Beyond this no evidence moves a belief further: log-odds are clamped there [nats].</summary>
    internal const double MaxNats = 25;

    /// <exception cref="FilesException">It cannot be used; all reasons at once.</exception>
    public static Calibration Load(string path)
    {
        var problems = new FileProblems();
        var calibration = Read(FileReader.Json(path, Schema, problems));
        problems.ThrowIfAny();
        return calibration;
    }

    private static Calibration Read(MapReader map)
    {
        var calibration = new Calibration(
            map.Required("incidents_per_year").Number(Bounds.AboveUpTo(0, 1_000)),
            map.Required("mean_attack_seconds").Number(Bounds.AboveUpTo(0, 365.0 * 24 * 3600)),
            ReadDetectors(map.Required("detectors").Map()));
        map.NoOthers();
        return calibration;
    }

    private static ImmutableSortedDictionary<string, DetectorCalibration> ReadDetectors(MapReader map)
    {
        var detectors = ImmutableSortedDictionary.CreateBuilder<string, DetectorCalibration>(StringComparer.Ordinal);
        foreach (var name in Detectors)
        {
            var value = map.Required(name);
            if (!value.IsMissing)
            {
                detectors[name] = Detector(value.Map());
            }
        }

        map.NoOthers();
        return detectors.ToImmutable();
    }

    private static DetectorCalibration Detector(MapReader map)
    {
        var detector = new DetectorCalibration(
            Bins(map.Required("bins")),
            map.Required("repeat_weight").Number(Bounds.Share),
            map.Required("repeat_weight_against").Number(Bounds.Share),
            map.Required("group").Text(),
            map.Required("group_correlation").Number(Bounds.Share),
            map.Required("benign_blocks").Integer(0, int.MaxValue),
            map.Required("attack_blocks").Integer(0, int.MaxValue));
        map.NoOthers();
        return detector;
    }

    /// <summary>A score that is more unusual must not be less evidence, or an attacker could shout to be heard less.</summary>
    private static ImmutableArray<CalibrationBin> Bins(Value value)
    {
        var bins = ImmutableArray.CreateBuilder<CalibrationBin>();
        foreach (var item in value.List())
        {
            var map = item.Map();
            var from = map.Required("from_score");
            var nats = map.Required("nats");
            var bin = new CalibrationBin(from.Number(Bounds.NotNegative), nats.Number(Bounds.Between(-MaxNats, MaxNats)));
            map.NoOthers();
            if (bins.Count == 0 && bin.FromScore != 0)
            {
                from.Problem("is not where the first bin starts", "0");
            }
            else if (bins.Count > 0 && bin.FromScore <= bins[^1].FromScore)
            {
                from.Problem("does not come after the bin before it", $"more than {Written(bins[^1].FromScore)}");
            }

            if (bins.Count > 0 && bin.Nats < bins[^1].Nats)
            {
                nats.Problem("is less than in the bin before it", $"at least {Written(bins[^1].Nats)}");
            }

            bins.Add(bin);
        }

        if (value.Node is ListNode && bins.Count == 0)
        {
            value.Problem("is empty", "at least one bin, from_score 0");
        }

        return bins.DrainToImmutable();
    }

    private static string Written(double value) => value.ToString(System.Globalization.CultureInfo.InvariantCulture);
}
