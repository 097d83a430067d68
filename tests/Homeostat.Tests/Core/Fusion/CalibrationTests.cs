using Homeostat.Core.Fusion;

namespace Homeostat.Tests.Core.Fusion;

public class CalibrationTests
{
    private static readonly DetectorCalibration Steps = Sample.Detector("g", 0, 1, (0, -1), (0.1, 2), (0.5, 6));

    [Theory]
    [InlineData(-1, -1)]
    [InlineData(0, -1)]
    [InlineData(0.0999, -1)]
    [InlineData(0.1, 2)]
    [InlineData(0.4999, 2)]
    [InlineData(0.5, 6)]
    [InlineData(1e300, 6)]
    [InlineData(double.PositiveInfinity, 6)]
    public void A_score_is_worth_what_its_bin_says_from_its_lower_edge_on(double score, double nats)
    {
        Assert.Equal(nats, Steps.Nats(score));
    }

    [Fact]
    public void The_most_that_a_detector_can_say_is_its_last_bin()
    {
        Assert.Equal(6, Steps.MaxNats);
    }

    [Fact]
    public void Moving_the_ratios_moves_evidence_and_never_makes_any_of_what_was_none()
    {
        var moved = Sample.Calibration.Shifted(2).Detectors["outflow"];
        var back = Sample.Calibration.Shifted(-2).Detectors["outflow"];

        Assert.Equal([0.0, 6, 14], moved.Bins.Select(b => b.Nats));
        Assert.Equal([-2.2, 2, 10], back.Bins.Select(b => b.Nats));
    }

    [Fact]
    public void Moving_one_detector_leaves_the_others()
    {
        var moved = Sample.Calibration.Shifted("outflow", 1);

        Assert.Equal(13, moved.Detectors["outflow"].MaxNats);
        Assert.Same(Sample.Calibration.Detectors["mark-dispersion"], moved.Detectors["mark-dispersion"]);
    }
}
