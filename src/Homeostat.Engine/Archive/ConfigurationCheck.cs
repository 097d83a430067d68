using Homeostat.Core;
using Homeostat.Core.Fusion;
using Homeostat.Core.Policy;
using Homeostat.Engine.Files;

namespace Homeostat.Engine.Archive;

/// <summary>
/// Whether Core can run with a configuration that came from a file of others: within the bounds of
/// <see cref="PolicyFile"/> and <see cref="CalibrationFile"/>, without which it would throw or take memory without end.
/// </summary>
internal static class ConfigurationCheck
{
    private const double Month = 30.0 * 24 * 3600;

    /// <exception cref="InvalidDataException">It names the first value that is out of bounds.</exception>
    public static void Require(BrainConfiguration configuration)
    {
        var policy = configuration.Policy;
        Within(policy.CouncilResponseP90Seconds, 0, Month, "council response");
        Within(policy.SuspicionNats, 0, 25, "suspicion");
        Within(policy.ForewarningNats, 0, 25, "worth of a forewarning");
        Within(policy.RetryBlocks, 1, 1_000, "retry blocks");
        Within(policy.MaxAttempts, 1, 100, "attempts");
        Within(policy.Conditions.TrailingBlocks, 1, 10_000, "trailing blocks");
        Within(policy.Conditions.QuoteMaxAgeSeconds, 0, Month, "age of quotes");
        Within(policy.Conditions.VolatilityHalfLifeSeconds, 1e-9, Month, "half-life of volatility");
        Within(policy.Conditions.SigmaFloor, 0, 10, "floor of sigma");
        Within(policy.PriceDispersion.QuorumVenues, 1, 100, "quorum");
        Within(policy.PriceDispersion.StalenessSeconds, 0, Month, "staleness");
        Within(policy.PriceDispersion.StalenessSigmas, 0, 20, "staleness in sigmas");
        Within(policy.Outflow.HalfLifeBlocks, 1e-9, 100_000, "half-life of outflows");
        Require(policy.Costs);
        foreach (var rung in policy.Rungs)
        {
            Within(rung.DurationSeconds, 1, Month, $"duration of rung '{rung.Slug}'");
            Within(rung.ReachableShare, 0, 1, $"reachable share of rung '{rung.Slug}'");
        }

        Within(configuration.Inclusion.Landed, 1e-9, 1e9, "actions that landed");
        Within(configuration.Inclusion.Missed, 1e-9, 1e9, "actions that missed");
        Within(configuration.Inclusion.DeadlineBlocks, 1, 100_000, "deadline");
        Require(configuration.Calibration);
    }

    private static void Require(CostOptions costs)
    {
        Within(costs.FeeRate, 0, 1, "fee rate");
        Within(costs.UnhedgedShare, 0, 1, "unhedged share");
        Within(costs.WithdrawSharePerDay, 0, 1, "withdraw share");
        Within(costs.CapitalCostPerYear, 0, 10, "capital cost");
        Within(costs.LiquidityShare, 0, 1, "liquidity share");
        Within(costs.ReputationShare, 0, 1, "reputation share");
        Within(costs.FalseAlarmUsd, 0, 1e9, "cost of a false alarm");
        Within(costs.TransactionUsd, 0, 1e6, "cost of a transaction");
    }

    private static void Require(Calibration calibration)
    {
        Within(calibration.IncidentsPerYear, 0, 1_000, "incidents per year");
        Within(calibration.MeanAttackSeconds, 1e-9, 12 * Month, "mean attack");
        foreach (var name in CalibrationFile.Detectors)
        {
            var detector = calibration.Detectors.GetValueOrDefault(name) ?? throw new InvalidDataException($"the detector {name} is not calibrated");
            Within(detector.Bins.Length, 1, 10_000, $"bins of {name}");
            Within(detector.RepeatWeight, 0, 1, $"repeat weight of {name}");
            Within(detector.RepeatWeightAgainst, 0, 1, $"repeat weight of {name}");
            Within(detector.GroupCorrelation, 0, 1, $"correlation of {name}");
            foreach (var bin in detector.Bins)
            {
                Within(bin.FromScore, 0, double.MaxValue, $"a bin of {name}");
                Within(bin.Nats, -50, 50, $"a bin of {name}");
            }
        }
    }

    // NaN is within nothing.
    private static void Within(double value, double least, double most, string what)
    {
        if (!(value >= least && value <= most))
        {
            throw new InvalidDataException(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"the configuration's {what} is {value}, allowed is {least} to {most}"));
        }
    }
}
