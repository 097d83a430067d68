using System.Collections.Immutable;
using Homeostat.Core;
using Homeostat.Core.Chain;
using Homeostat.Core.Detection;
using Homeostat.Core.Detection.Outflow;
using Homeostat.Core.Detection.PriceDispersion;
using Homeostat.Core.Fusion;
using Homeostat.Core.Policy;
using Homeostat.Ethereum;

namespace Homeostat.Tests.Core;

/// <summary>A small protocol with two markets, and round numbers to judge it by.</summary>
internal static class Sample
{
    public const int BlockSeconds = 15;
    public const double Tvl = 1_000_000;

    public static readonly Address ClearingHouse = Addr(1);
    public static readonly Address Vault = Addr(2);
    public static readonly Address Token = Addr(3);
    public static readonly Address Gate = Addr(4);
    public static readonly Address Ledger = Addr(5);
    public static readonly Address Authority = Addr(6);
    public static readonly Address Code = Addr(7);
    public static readonly Address NextCode = Addr(8);
    public static readonly Address RogueCode = Addr(9);
    public static readonly Address Alice = Addr(10);
    public static readonly Address Thief = Addr(11);

    public static readonly Scope Protocol = Scope.OfProtocol("curie");
    public static readonly Scope Near = Scope.OfMarket("curie", "near");
    public static readonly Scope Avax = Scope.OfMarket("curie", "avax");

    public static readonly ImmutableArray<MarketDefinition> Markets =
    [
        new("near", "NEAR-PERP", Addr(20), Addr(21), Addr(22), 8),
        new("avax", "AVAX-PERP", Addr(30), Addr(31), Addr(32), 8),
    ];

    public static readonly ProtocolDefinition Definition = new(
        "curie", "Curie", ClearingHouse, Vault, Token, 6, Markets, [ClearingHouse, Vault], Gate, Ledger, Authority, ["a", "b", "c"], SampleFile.Load());

    public static readonly Rung ReduceOnly = new(
        "reduce-only", 2, ScopeKind.Market, Capabilities.Open | Capabilities.Increase, RollsBackCode: false, 14_400, 0.25, ActsOnHigh: false);

    public static readonly Rung ContainVault = new(
        "contain-vault", 2, ScopeKind.Protocol, Capabilities.Withdraw, RollsBackCode: true, 14_400, 1, ActsOnHigh: true);

    public static readonly PolicyOptions Policy = new(
        CouncilResponseP90Seconds: 10_800,
        SuspicionNats: 6,
        RetryBlocks: 2,
        MaxAttempts: 3,
        new CostOptions(0.001, 0.05, 0.05, 0.1, 0.6, 0.0001, 100, 2),
        new ConditionsOptions(90, 3600, TrailingBlocks: 8, SigmaFloor: 0.3),
        new PriceDispersionOptions(3, 60, QuorumVenues: 2),
        new OutflowOptions(8),
        [ReduceOnly, ContainVault]);

    public static readonly Landing Armed = new(0.95, ImmutableDictionary<(Scope, string), string>.Empty);

    public static readonly Calibration Calibration = new(0.1, 3600, new Dictionary<string, DetectorCalibration>
    {
        ["mark-dispersion"] = Detector("dispersion", 0.5, 0.1, (0, -0.5), (0.05, 4), (0.2, 12)),
        ["index-dispersion"] = Detector("dispersion", 0.5, 0.1, (0, -0.5), (0.05, 4), (0.2, 12)),
        ["outflow"] = Detector("outflow", 0, 0.1, (0, -0.2), (0.1, 4), (0.3, 12)),
        ["privileged-change"] = Detector("privileged-change", 0, 1, (0, -1), (1, 1), (2, 3), (3, 12)),
    }.ToImmutableSortedDictionary(StringComparer.Ordinal));

    public static BrainConfiguration Configuration(ulong decideFrom) => new(Definition, Policy, Calibration, decideFrom);

    public static Address Addr(byte last) => Address.Parse($"0x00000000000000000000000000000000000000{last:x2}");

    public static DetectorCalibration Detector(string group, double correlation, double repeat, params (double From, double Nats)[] bins) =>
        new([.. bins.Select(b => new CalibrationBin(b.From, b.Nats))], repeat, repeat, group, correlation, 1000, 100);
}
