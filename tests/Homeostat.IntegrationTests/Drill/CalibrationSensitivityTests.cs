using Homeostat.Core.Fusion;

namespace Homeostat.IntegrationTests.Drill;

/// <summary>
/// What is decided must not hang on the second digit of a likelihood ratio: it is the same with each detector's ratios
/// moved by two nats either way. Recorded inputs are fed to Core again, which is exact as long as nothing was done.
/// </summary>
public sealed class CalibrationSensitivityTests
{
    private const double Nats = 2;

    /// <summary>The attacker has pushed and holds until block 78; decided by then, nothing can be unloaded.</summary>
    private const int BeforeTheUnloading = 70;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("curie-mark-manipulation", BeforeTheUnloading)]
    [InlineData("curie-oracle-manipulation", BeforeTheUnloading)]
    [InlineData("curie-rogue-upgrade", 12)]
    public async Task An_attack_is_answered_in_time_with_every_ratio_moved(string slug, int deadline)
    {
        var record = await Drills.WatchAsync(slug, 5, Cancellation);

        Assert.All(Shifted(), c =>
        {
            var first = Drills.DecidesIn(record, c.Calibration).DefaultIfEmpty(int.MaxValue).First();
            Assert.True(first >= record.FirstAttackBlock && first <= deadline, $"{c.What}: first decision in block {first}, attack from {record.FirstAttackBlock}, deadline {deadline}");
        });
    }

    [Fact]
    public async Task A_genuine_crash_is_left_alone_with_every_ratio_moved()
    {
        var record = await Drills.WatchAsync("curie-genuine-crash", 5, Cancellation);

        Assert.All(Shifted(), c => Assert.True(Drills.DecidesIn(record, c.Calibration).Count == 0, c.What));
    }

    private static IEnumerable<(string What, Calibration Calibration)> Shifted()
    {
        yield return ("as committed", Drills.Calibration);
        foreach (var nats in new[] { -Nats, Nats })
        {
            foreach (var detector in Drills.Calibration.Detectors.Keys)
            {
                yield return ($"{detector} {nats:+0;-0} nats", Drills.Calibration.Shifted(detector, nats));
            }
        }
    }
}
