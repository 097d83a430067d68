using Homeostat.Engine.Drill;
using Homeostat.Engine.Files;

namespace Homeostat.Tests.Drill;

public sealed class PriceSeriesFileTests : IDisposable
{
    private readonly string _path = Path.GetTempFileName();

    public void Dispose() => File.Delete(_path);

    [Fact]
    public void Within_a_minute_the_price_is_a_straight_line_from_open_to_close()
    {
        var series = Load("2025-02-05T12:00:00Z,10,14,9,13", "2025-02-05T12:01:00Z,13,13,7,7");
        var start = series.From;

        Assert.Equal(1_738_756_800, start);
        Assert.Equal(start + 120, series.To);
        Assert.Equal(10, series.PriceAt(start));
        Assert.Equal(11, series.PriceAt(start + 20));
        Assert.Equal(13, series.PriceAt(start + 60));
        Assert.Equal(7, series.PriceAt(start + 120));
    }

    [Fact]
    public void Scaling_keeps_proportions()
    {
        var series = Load("2025-02-05T12:00:00Z,10,14,9,13");

        var scaled = series.Through(series.From, 100);

        Assert.Equal(100, scaled.PriceAt(series.From));
        Assert.Equal(130, scaled.PriceAt(series.To), 1e-9);
        Assert.Equal(130, scaled.Through(series.To, 130).PriceAt(series.To), 1e-9);
    }

    [Fact]
    public void Outside_the_series_there_is_no_price_but_epilogues_may_stand_still()
    {
        var series = Load("2025-02-05T12:00:00Z,10,14,9,13");

        Assert.Throws<ArgumentOutOfRangeException>(() => series.PriceAt(series.From - 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => series.PriceAt(series.To + 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => series.PriceAtOrLast(series.From - 1));
        Assert.Equal(13, series.PriceAtOrLast(series.To + 7_200));
    }

    [Fact]
    public void Milliseconds_and_carriage_returns_are_read() =>
        Assert.Equal(1_738_756_800, Load("1738756800000,10,14,9,13\r").From);

    public static TheoryData<string, string> Spoilt => new()
    {
        { "2025-02-05T12:00:00Z,10,14,9", "2:1: '2025-02-05T12:00:00Z,10,14,9' has 4 columns; allowed: time,open,high,low,close" },
        { "2025-02-05 12:00,10,14,9,13", "2:1 time: '2025-02-05 12:00' is not a time; allowed: 2025-02-05T12:00:00Z, or milliseconds since 1970-01-01" },
        { "2025-02-05T12:00:30Z,10,14,9,13", "2:1 time: '2025-02-05T12:00:30Z' is not the start of a minute; allowed: 2025-02-05T12:00:00Z, or milliseconds since 1970-01-01" },
        { "1738756800,10,14,9,13", "2:1 time: '1738756800' is not the start of a minute; allowed: 2025-02-05T12:00:00Z, or milliseconds since 1970-01-01" },
        { "2025-02-05T12:00:00Z,10,14,9,13\n2025-02-05T12:03:00Z,10,14,9,13", "3:1 time: '2025-02-05T12:03:00Z' leaves out 2 minutes before it; allowed: 2025-02-05T12:01:00Z" },
        { "2025-02-05T12:00:00Z,10,14,9,13\n2025-02-05T12:00:00Z,10,14,9,13", "3:1 time: '2025-02-05T12:00:00Z' does not come after the row before it; allowed: 2025-02-05T12:01:00Z" },
        { "2025-02-05T12:00:00Z,10,0,9,13", "2:25 high: '0' is not a price; allowed: a decimal number > 0" },
        { "2025-02-05T12:00:00Z,10,14,NaN,13", "2:28 low: 'NaN' is not a price; allowed: a decimal number > 0" },
        { "2025-02-05T12:00:00Z,10,14,9,-13", "2:30 close: '-13' is not a price; allowed: a decimal number > 0" },
        { "2025-02-05T12:00:00Z,10,12,9,13", "2:1: '2025-02-05T12:00:00Z,10,12,9,13' does not hold together; allowed: low ≤ open, close ≤ high" },
        { "", "1:1: has 0 rows; allowed: 1 to 527040 rows" },
        { "2025-02-05T12:00:00Z,10,14,9,13\n\n2025-02-05T12:01:00Z,10,14,9,13", "3:1: '' has 1 columns; allowed: time,open,high,low,close" },
    };

    [Theory]
    [MemberData(nameof(Spoilt))]
    public void A_bad_row_is_named_by_its_line(string rows, string expected)
    {
        var problems = Assert.Throws<FilesException>(() => Load(rows)).Message;

        Assert.Equal($"{_path}:{expected}", problems);
    }

    [Fact]
    public void Another_header_is_refused()
    {
        File.WriteAllText(_path, "open_time,open\n");

        var problems = Assert.Throws<FilesException>(() => PriceSeriesFile.Load(_path)).Message;

        Assert.Equal($"{_path}:1:1: 'open_time,open' is not the header; allowed: time,open,high,low,close", problems);
    }

    [Fact]
    public void Every_series_of_the_repository_can_be_played()
    {
        var files = Directory.GetFiles(ScenarioDirectory.Series, "*.csv");

        Assert.NotEmpty(files);
        Assert.All(files, file => Assert.True(PriceSeriesFile.Load(file).To - PriceSeriesFile.Load(file).From >= 7 * 3_600));
    }

    [Fact]
    public void The_crash_that_the_control_follows_falls_by_a_quarter_in_an_hour()
    {
        var series = PriceSeriesFile.Load(Path.Combine(ScenarioDirectory.Series, "near-2025-02-crash.csv"));
        const long From = 1_738_544_880; // 2025-02-03T01:08:00Z

        Assert.InRange(series.PriceAt(From + 3_600) / series.PriceAt(From), 0.75, 0.78);
    }

    private PriceSeries Load(params string[] rows)
    {
        File.WriteAllText(_path, $"{PriceSeriesFile.Header}\n{string.Join('\n', rows)}\n");
        return PriceSeriesFile.Load(_path);
    }
}
