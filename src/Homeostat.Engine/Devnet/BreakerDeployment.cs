using System.Numerics;
using Homeostat.Engine.Files;
using Homeostat.Engine.Files.Breakers;
using Homeostat.Ethereum;
using Homeostat.Ethereum.Abi;

namespace Homeostat.Engine.Devnet;

/// <summary>
/// The autonomous breaker with its price guards. It owns nothing and nobody owns it: to work it needs the ledger's BREAKER
/// role, and whoever pays out must ask it.
/// </summary>
internal sealed class BreakerDeployment(Deployment deployment, Address deployer)
{
    private const ulong BreakerRole = 4;

    /// <summary>Above a guard's own READ_GAS, which the contract insists on [gas].</summary>
    private const ulong GuardMargin = 20_000;

    private DevnetChain Chain => deployment.Chain;

    /// <summary>The guards and the breaker; mined on return. Nothing asks it yet, and the ledger does not know it.</summary>
    /// <exception cref="FilesException">It names something that does not stand on the devnet.</exception>
    public async Task DeployAsync(BreakerPlan plan, CancellationToken cancellation)
    {
        foreach (var guard in plan.Guards)
        {
            var sources = AbiValue.Array([.. guard.Sources.Select(Source)]);
            var rules = AbiValue.Tuple(guard.Quorum, guard.MaxDeviationBps, Address.Zero, 0);
            await AddAsync(NameOf(guard.Name), "OracleGuard", [sources, rules], cancellation).ConfigureAwait(false);
        }

        await Chain.SettleAsync(cancellation).ConfigureAwait(false);
        var encoded = new List<AbiValue>();
        foreach (var rule in plan.Rules)
        {
            encoded.Add(await RuleAsync(rule, cancellation).ConfigureAwait(false));
        }

        var t = plan.Terms;
        var terms = AbiValue.Tuple(t.Confirmations, t.GapSeconds, t.MemorySeconds, t.StepSeconds, t.BountyWei, t.BountyBudgetWei, t.BountyWindowSeconds);
        await AddAsync("breaker", "Breaker", [deployment["restriction_ledger"], AbiValue.Array([.. encoded]), terms], cancellation).ConfigureAwait(false);
        await Chain.SettleAsync(cancellation).ConfigureAwait(false);
    }

    /// <summary>Gives it the role, with its limits, and money for bounties; mined on return.</summary>
    public async Task ConnectAsync(BreakerPlan plan, CancellationToken cancellation)
    {
        var l = plan.Limits;
        var limits = AbiValue.Tuple((int)l.Blocks, l.MaxStepSeconds, l.PerScopeSeconds, l.TotalSeconds, l.WindowSeconds);
        await Chain.SendAsync(deployment.Call(deployer, "restriction_ledger", "setLimits", BreakerRole, limits), cancellation).ConfigureAwait(false);
        await Chain.SendAsync(deployment.Call(deployer, "access_manager", "grantRole", BreakerRole, deployment["breaker"], 0), cancellation).ConfigureAwait(false);
        var gift = DevnetTransaction.Call(deployer, deployment["breaker"], []) with { Value = UInt256.FromBigInteger(plan.EndowmentWei) };
        await Chain.SendAsync(gift, cancellation).ConfigureAwait(false);
        await Chain.SettleAsync(cancellation).ConfigureAwait(false);
    }

    private static string NameOf(string guard) => "guard_" + guard;

    /// <summary>(kind, target, maxAge, window, minLiquidity, baseIsToken0, baseDecimals, decimals)</summary>
    private AbiValue Source(SourcePlan source) => source switch
    {
        SourcePlan.Feed feed => AbiValue.Tuple(0, Find(feed.Place, feed.Contract), feed.MaxAgeSeconds, 0, 0, false, 0, feed.Decimals),
        SourcePlan.Twap twap => AbiValue.Tuple(
            1, Find(twap.Place, twap.Contract), 0, twap.WindowSeconds, new BigInteger(twap.MinLiquidity), twap.BaseIsToken0, twap.BaseDecimals, twap.QuoteDecimals),
        _ => throw new ArgumentOutOfRangeException(nameof(source), source.GetType().Name, "unknown source"),
    };

    /// <summary>IBreaker.Rule, its members in order.</summary>
    private async Task<AbiValue> RuleAsync(RulePlan rule, CancellationToken cancellation)
    {
        var (throttle, reduce) = ((int)rule.Throttle, (int)rule.Reduce);
        var scope = Key(rule);
        switch (rule.Check)
        {
            case RuleCheck.Outflow outflow:
                var unit = BigInteger.Pow(10, await DecimalsAsync(rule.Place, outflow.Token, cancellation).ConfigureAwait(false));
                return AbiValue.Tuple(
                    Find(rule.Place, outflow.Token), 3, outflow.Gas, outflow.WindowSeconds, true, throttle, Find(rule.Place, outflow.From), reduce, rule.Reason, Units(outflow.Limit, unit), Units(outflow.LimitInTransaction, unit), scope, Array.Empty<byte>());
            case RuleCheck.Band band:
                var most = Math.Max(
                    await GasAsync(band.Guard, cancellation).ConfigureAwait(false), await GasAsync(band.From, cancellation).ConfigureAwait(false));
                return AbiValue.Tuple(
                    deployment[NameOf(band.Guard)], 2, most, 0, false, throttle, deployment[NameOf(band.From)], reduce, rule.Reason, band.LimitBps, 0, scope, Array.Empty<byte>());
            case RuleCheck.Oracle oracle:
                var gas = await GasAsync(oracle.Guard, cancellation).ConfigureAwait(false);
                return AbiValue.Tuple(
                    deployment[NameOf(oracle.Guard)], 1, gas, 0, false, throttle, Address.Zero, reduce, rule.Reason, 0, 0, scope, Array.Empty<byte>());
            default:
                throw new ArgumentOutOfRangeException(nameof(rule), rule.Check.GetType().Name, "unknown check");
        }
    }

    private Hash32 Key(RulePlan rule)
    {
        var name = $"scope_{rule.Scope}".ToLowerInvariant();
        return deployment.TryKey(name, out var key) ? key : throw Wrong(rule.Place, name);
    }

    private async Task<int> DecimalsAsync(FilePlace place, string token, CancellationToken cancellation)
    {
        Find(place, token);
        return (int)(await deployment.ReadAsync(token, "decimals", [], cancellation).ConfigureAwait(false))[0].AsUInt64();
    }

    private async Task<ulong> GasAsync(string guard, CancellationToken cancellation) =>
        (await deployment.ReadAsync(NameOf(guard), "READ_GAS", [], cancellation).ConfigureAwait(false))[0].AsUInt64() + GuardMargin;

    /// <summary>Exact to a millionth of a token.</summary>
    private static BigInteger Units(double tokens, BigInteger unit) => new BigInteger(tokens * 1e6) * unit / 1_000_000;

    private Address Find(FilePlace place, string name) => deployment.Has(name) ? deployment[name] : throw Wrong(place, name);

    private FilesException Wrong(FilePlace place, string name) => new(
        [new FileProblem(place, "", name, "does not stand on the devnet", string.Join(", ", deployment.Names.Order(StringComparer.Ordinal)))]);

    private async Task AddAsync(string name, string contract, AbiValue[] arguments, CancellationToken cancellation)
    {
        var artifact = deployment.Artifact(contract);
        deployment.Add(name, await Chain.DeployAsync(deployer, artifact, arguments, cancellation).ConfigureAwait(false), artifact.Abi);
    }
}
