using System.Collections.Immutable;
using Homeostat.Core.Fusion;
using Homeostat.Engine.Files;

namespace Homeostat.Tests.Files;

public sealed class CalibrationFileTests : IDisposable
{
    private readonly string _path = Path.GetTempFileName();

    public void Dispose() => File.Delete(_path);

    [Fact]
    public void What_was_written_is_read_back()
    {
        File.WriteAllText(_path, CalibrationFile.Write(Sample));

        var read = CalibrationFile.Load(_path);

        Assert.Equal(Sample.IncidentsPerYear, read.IncidentsPerYear);
        Assert.Equal(Sample.MeanAttackSeconds, read.MeanAttackSeconds);
        Assert.Equal(Sample.Detectors.Keys, read.Detectors.Keys);
        Assert.All(read.Detectors, d =>
        {
            var expected = Sample.Detectors[d.Key];
            Assert.Equal(expected.Bins.AsEnumerable(), d.Value.Bins);
            Assert.Equal(expected with { Bins = [] }, d.Value with { Bins = [] });
        });
    }

    [Fact]
    public void The_same_calibration_gives_the_same_bytes()
    {
        var written = CalibrationFile.Write(Sample);
        File.WriteAllText(_path, written);

        Assert.Equal(written, CalibrationFile.Write(CalibrationFile.Load(_path)));
        Assert.DoesNotContain('\r', written);
        Assert.StartsWith("{\n  \"schema\": \"homeostat/calibration/v1\",\n  \"incidents_per_year\": 0.5,", written, StringComparison.Ordinal);
        Assert.EndsWith("}\n", written, StringComparison.Ordinal);
    }

    public static TheoryData<string, string, string> Spoilt => new()
    {
        { "\"schema\": \"homeostat/calibration/v1\"", "\"schema\": \"homeostat/policy/v1\"",
            "calibration.json:2:13 schema: 'homeostat/policy/v1' is another kind of file; allowed: homeostat/calibration/v1" },
        { "\"incidents_per_year\": 0.5", "\"incidents_per_year\": 0",
            "calibration.json:3:25 incidents_per_year: '0' is out of range; allowed: a number > 0 and ≤ 1000" },
        { "\"mean_attack_seconds\": 600", "\"mean_attack_seconds\": \"long\"",
            "calibration.json:4:26 mean_attack_seconds: 'long' is not a number; allowed: a number > 0 and ≤ 31536000" },
        { "\"outflow\": {", "\"outflows\": {",
            "calibration.json:5:16 detectors.outflow: is missing\ncalibration.json:50:5 detectors.outflows: is not a key here; did you mean 'outflow'?" },
        { "\"from_score\": 0,", "\"from_score\": 0.01,",
            "calibration.json:15:25 detectors.index-dispersion.bins[0].from_score: '0.01' is not where the first bin starts; allowed: 0" },
        { "\"from_score\": 0.1,", "\"from_score\": 0.02,",
            "calibration.json:23:25 detectors.index-dispersion.bins[2].from_score: '0.02' does not come after the bin before it; allowed: more than 0.02" },
        { "\"nats\": 1.5", "\"nats\": 7",
            "calibration.json:24:19 detectors.index-dispersion.bins[2].nats: '6' is less than in the bin before it; allowed: at least 7" },
        { "\"nats\": 1.5", "\"nats\": 1e9",
            "calibration.json:20:19 detectors.index-dispersion.bins[1].nats: '1e9' is out of range; allowed: a number from -25 to 25" },
        { "\"repeat_weight\": 0.3", "\"repeat_weight\": 1.3",
            "calibration.json:9:24 detectors.index-dispersion.repeat_weight: '1.3' is out of range; allowed: a number from 0 to 1" },
        { "\"group_correlation\": 0.5", "\"group_correlation\": -0.5",
            "calibration.json:8:28 detectors.index-dispersion.group_correlation: '-0.5' is out of range; allowed: a number from 0 to 1" },
        { "\"group\": \"price\"", "\"group\": null",
            "calibration.json:7:7 detectors.index-dispersion.group: has no value" },
        { "\"benign_blocks\": 12000", "\"benign_blocks\": -1",
            "calibration.json:11:24 detectors.index-dispersion.benign_blocks: '-1' is out of range; allowed: a whole number from 0 to 2147483647" },
        { "\"benign_blocks\": 12000", "\"benign_blocks\": 1.5",
            "calibration.json:11:24 detectors.index-dispersion.benign_blocks: '1.5' is not a whole number; allowed: a whole number from 0 to 2147483647" },
        { "\"attack_blocks\": 340,", "\"attack_blocks\": 340, \"attack_blocks\": 1,",
            "calibration.json:12:29 attack_blocks: is written twice, first in line 12" },
        { "\"attack_blocks\": 340,", "\"attack_blocks\": 340, \"notes\": \"x\",",
            "calibration.json:12:29 detectors.index-dispersion.notes: is not a key here; allowed: attack_blocks, benign_blocks, bins, group, group_correlation, repeat_weight, repeat_weight_against" },
        { "\"attack_blocks\": 340,", "\"attack_blocks\": 340",
            "calibration.json:13:7: is not JSON: '\"' is invalid after a value. Expected either ',', '}', or ']'." },
    };

    [Theory]
    [MemberData(nameof(Spoilt))]
    public void One_problem_is_told_with_its_place_key_value_and_what_is_allowed(string old, string replacement, string expected)
    {
        var text = CalibrationFile.Write(Sample);
        var at = text.IndexOf(old, StringComparison.Ordinal);
        Assert.True(at >= 0);
        File.WriteAllText(_path, string.Concat(text.AsSpan(0, at), replacement, text.AsSpan(at + old.Length)));

        var problems = Assert.Throws<FilesException>(() => CalibrationFile.Load(_path)).Message;

        Assert.Equal(expected, problems.Replace(_path, "calibration.json", StringComparison.Ordinal));
    }

    [Fact]
    public void An_escape_that_is_no_character_is_told()
    {
        File.WriteAllText(_path, """{"schema": "\ud800"}""");

        Assert.Contains("holds an escape that is no character", Assert.Throws<FilesException>(() => CalibrationFile.Load(_path)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_detectors_are_those_that_core_has()
    {
        var names = Directory
            .GetFiles(Path.Combine(Drill.ScenarioDirectory.Repository, "src", "Homeostat.Core", "Detection"), "*Detector.cs", SearchOption.AllDirectories)
            .SelectMany(f => File.ReadLines(f).Where(l => l.Contains("public string Name =>", StringComparison.Ordinal)))
            .SelectMany(l => l.Split('"').Where((_, i) => i % 2 == 1));

        Assert.Equal(CalibrationFile.Detectors, names.Order(StringComparer.Ordinal));
    }

    private static Calibration Sample { get; } = new(
        0.5,
        600,
        CalibrationFile.Detectors.ToImmutableSortedDictionary(
            d => d,
            d => new DetectorCalibration(
                [new CalibrationBin(0, -0.1), new CalibrationBin(0.02, 1.5), new CalibrationBin(0.1, 6)],
                0.3,
                0.1,
                d.EndsWith("dispersion", StringComparison.Ordinal) ? "price" : d,
                0.5,
                12_000,
                340),
            StringComparer.Ordinal));
}
