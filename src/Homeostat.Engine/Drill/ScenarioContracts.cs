using Homeostat.Engine.Devnet;
using Homeostat.Engine.Devnet.Curie;
using Homeostat.Ethereum;

namespace Homeostat.Engine.Drill;

/// <summary>The scenario's own people and contracts, with their money.</summary>
internal static class ScenarioContracts
{
    /// <summary>Mined on return; what it gives back is everything that counts as the attacker's.</summary>
    public static async Task<Attacker> DeployAsync(Scenario scenario, Stage stage, DrillSettings settings, CancellationToken cancellation)
    {
        var deployment = stage.Deployment;
        var theirs = new List<Address>();
        var put = 0.0;
        foreach (var actor in scenario.Actors)
        {
            var account = await stage.Chain.AccountAsync(actor.Name, cancellation).ConfigureAwait(false);
            await stage.Chain.FundAsync(account, actor.Eth, cancellation).ConfigureAwait(false);
            deployment.Add(actor.Name, account, null);
            await stage.Chain.SendAsync(deployment.Call(account, "collateral", "mint", account, CurieMarket.Usdc((double)actor.Usd)), cancellation).ConfigureAwait(false);
            if (actor.Attacker)
            {
                theirs.Add(account);
                put += (double)actor.Usd;
            }
        }

        if (!scenario.Contracts.IsEmpty)
        {
            var compiled = await settings.Compiler.CompileAsync(scenario.Directory, cancellation).ConfigureAwait(false);
            foreach (var plan in scenario.Contracts)
            {
                await DeployAsync(plan, compiled, deployment, cancellation).ConfigureAwait(false);
            }
        }

        await stage.Chain.SettleAsync(cancellation).ConfigureAwait(false);
        return new Attacker(stage.Market, theirs, [.. scenario.Contracts.Where(c => c.Attacker).Select(c => deployment[c.Name])], put);
    }

    private static async Task DeployAsync(
        ContractPlan plan,
        IReadOnlyDictionary<string, ContractArtifact> compiled,
        Deployment deployment,
        CancellationToken cancellation)
    {
        if (!compiled.TryGetValue(plan.Contract, out var artifact))
        {
            throw new DevnetException($"{plan.Place}: {plan.Source} has no contract named {plan.Contract}; there are: {string.Join(", ", compiled.Keys)}");
        }

        var arguments = new CallEncoder(deployment).ConstructorArguments(plan, artifact);
        deployment.Add(
            plan.Name,
            await deployment.Chain.DeployAsync(deployment[plan.From], artifact, arguments, cancellation).ConfigureAwait(false),
            artifact.Abi);
    }
}
