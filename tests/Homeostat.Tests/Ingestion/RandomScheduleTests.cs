using Homeostat.Engine.Ingestion.Endpoints;
using Homeostat.Tests.Ingestion.Simulation;

namespace Homeostat.Tests.Ingestion;

/// <summary>
/// Seeded mixtures of reorganisations, lags, lies, drops, duplicates, slowness, rate limits, oversized answers and
/// disconnections. The witness holds each delivery against the truth; here it is held that all of the chain arrives.
/// HOMEOSTAT_SCHEDULES runs more of them than the thousand.
/// </summary>
public class RandomScheduleTests
{
    private const int Groups = 10;
    private static readonly int Schedules = int.TryParse(Environment.GetEnvironmentVariable("HOMEOSTAT_SCHEDULES"), out var count) && count >= Groups ? count : 1000;
    private static readonly FaultKind[] Lies = [FaultKind.WrongHash, FaultKind.MissingLogs, FaultKind.ForgedLogs, FaultKind.WrongReceipts, FaultKind.WrongChainId, FaultKind.Malformed];

    public static TheoryData<int> GroupNumbers => [.. Enumerable.Range(0, Groups)];

    [Theory]
    [MemberData(nameof(GroupNumbers))]
    public void Every_block_is_delivered_once_in_order_and_no_lie_as_verified(int group)
    {
        for (var seed = group; seed < Schedules; seed += Groups)
        {
            var network = RandomSchedule.Build(seed);

            var witness = network.Run(after: 25, limit: 400);

            var first = (int)witness.Standing.First().Number;
            var delivered = witness.Standing.Select(b => b.Hash).ToList();
            Assert.True(network.Chain.Canonical.Skip(first).Select(b => b.Hash).SequenceEqual(delivered), $"seed {seed}: what stands is not the chain");
            Assert.DoesNotContain(witness.Faults, f => f.Endpoint == RandomSchedule.Well && Lies.Contains(f.Kind));
        }
    }

    [Fact]
    public void The_same_seed_gives_the_same_run()
    {
        for (var seed = 0; seed < 25; seed++)
        {
            Assert.Equal(RandomSchedule.Run(seed).Events, RandomSchedule.Run(seed).Events);
        }
    }

    [Fact]
    public void The_schedules_do_contain_what_they_are_to_withstand()
    {
        var witnesses = Enumerable.Range(0, 60).Select(RandomSchedule.Run).ToList();

        Assert.Contains(witnesses, w => w.Reorgs > 0);
        Assert.Contains(witnesses, w => w.Anews > 0);
        Assert.All(Enum.GetValues<FaultKind>(), kind => Assert.Contains(witnesses, w => w.Faults.Any(f => f.Kind == kind)));
    }
}
