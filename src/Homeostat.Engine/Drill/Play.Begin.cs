using Homeostat.Core;
using Homeostat.Engine.Devnet;
using Homeostat.Engine.Drill.Life;
using Homeostat.Ethereum;

namespace Homeostat.Engine.Drill;

/// <summary>Setting the stage, and Homeostat beside it.</summary>
internal sealed partial class Play
{
    private static async Task<Play> PrepareAsync(
        Scenario scenario,
        long seed,
        Watch watch,
        DrillSettings settings,
        Action<int> mined,
        CancellationToken cancellation)
    {
        var chance = new Random(unchecked((int)(seed * 7_919)));
        var start = scenario.Market.Start + (60L * chance.Next(scenario.Market.StartJitterMinutes + 1));
        var series = scenario.Market.Series.Through(start, scenario.Market.FirstPrice);
        var opensAt = start - (scenario.Chain.WarmupBlocks * scenario.Chain.BlockSeconds);
        var own = await settings.Compiler.CompileAsync(Path.Combine(settings.Checkout.Contracts, "src"), cancellation).ConfigureAwait(false);
        var devnet = await settings.Compiler.CompileAsync(Path.Combine(settings.Checkout.Contracts, "devnet"), cancellation).ConfigureAwait(false);
        var compiled = own.Concat(devnet).ToDictionary(c => c.Key, c => c.Value, StringComparer.Ordinal);
        var first = series.PriceAt(opensAt);
        var breaker = scenario.Breaker is { } plan ? new BreakerStand(plan, IsConnected: watch == Watch.Guarded) : null;
        var stage = await Stage.RaiseAsync(
            settings.Checkout,
            compiled,
            first,
            opensAt,
            breaker,
            (deployment, owner, stop) => SetUpAsync(scenario, deployment, owner, stop),
            cancellation).ConfigureAwait(false);
        try
        {
            var attacker = await ScenarioContracts.DeployAsync(scenario, stage, settings, cancellation).ConfigureAwait(false);
            var residents = await Residents.MoveInAsync(stage, scenario.Population, seed, first, opensAt, cancellation).ConfigureAwait(false);
            return new Play(scenario, stage, residents, attacker, series, start, breaker, mined);
        }
        catch
        {
            await stage.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    private static async Task SetUpAsync(Scenario scenario, Deployment deployment, Address owner, CancellationToken cancellation)
    {
        var encoder = new CallEncoder(deployment);
        foreach (var setup in scenario.Setup)
        {
            var (to, data) = encoder.Encode(setup.Call);
            await deployment.Chain.SendAsync(DevnetTransaction.Call(owner, to, data), cancellation).ConfigureAwait(false);
        }
    }

    private async Task StartGuardAsync(long seed, Watch watch, DrillSettings settings, CancellationToken cancellation)
    {
        var protocol = _stage.Definition(MarketSlug, _scenario.Market.Name, _scenario.Venues.Select(v => v.Name));
        var configuration = new BrainConfiguration(
            protocol, settings.Policy, settings.Calibration, _stage.Chain.Head + LearningBlocks)
        {
            Inclusion = settings.Network.Inclusion,
        };
        var venues = new SeriesVenues(protocol.Markets[0].Slug, _scenario.Venues, _series, seed);
        _guard = await Guard.StartAsync(
            _stage.Node, configuration, venues, DevnetChain.KeyOf("sentinel"), watch == Watch.Guarded ? settings.Network.Execution : null, cancellation).ConfigureAwait(false);
        if (!await _guard.AcknowledgesAsync(_stage.Chain.Head, CatchUpLimit, cancellation).ConfigureAwait(false))
        {
            throw new DevnetException($"Homeostat did not take in the chain so far within {CatchUpLimit.TotalSeconds:0} s");
        }
    }
}
