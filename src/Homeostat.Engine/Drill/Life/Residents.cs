using Homeostat.Engine.Devnet;
using Homeostat.Engine.Devnet.Curie;
using Homeostat.Ethereum;

namespace Homeostat.Engine.Drill.Life;

/// <summary>The honest people of a play, moved in with their money and ready to act before each block.</summary>
internal sealed class Residents
{
    /// <summary>What everybody keeps in the wallet beside what they deposit, as a share of it.</summary>
    private const double PocketShare = 0.3;
    private const double WitnessUsd = 2_000;
    private const double LiquidatorUsd = 20_000;
    private const double BorrowerUsd = 1_000;

    private readonly Stage _stage;
    private readonly List<LiveActor> _actors = [];
    private readonly List<(Address Account, double Usd)> _people = [];

    private Residents(Stage stage) => _stage = stage;

    /// <summary>An ordinary user who holds a position and tries the exits while the market is contained.</summary>
    public Address Witness { get; private set; }

    public Address Liquidator { get; private set; }

    /// <summary>Whose account is nearest to its liquidation: at whom a liquidator looks first.</summary>
    public Address MostIndebted { get; private set; }

    /// <summary>Owes the vault something.</summary>
    public Address Borrower { get; private set; }

    /// <summary>
    /// Deposits everybody's money, waits out the price history that Curie needs, and posts the first liquidity; the
    /// chain then stands at <paramref name="opensAt"/>.
    /// </summary>
    public static async Task<Residents> MoveInAsync(
        Stage stage,
        Population plan,
        long seed,
        double price,
        long opensAt,
        CancellationToken cancellation)
    {
        var residents = new Residents(stage);
        await residents.RecruitAsync(plan, seed, cancellation).ConfigureAwait(false);
        await residents.DepositAsync(plan, cancellation).ConfigureAwait(false);
        await stage.Chain.MineAsync(opensAt - 2, cancellation).ConfigureAwait(false);
        var keeper = stage.Deployment["keeper"];
        await stage.Chain.SendAsync(stage.Deployment.Call(keeper, "price_reporter", "report", CurieDeployment.Answer(price)), cancellation).ConfigureAwait(false);
        await stage.Chain.SendAsync(stage.Deployment.Call(keeper, "price_feed", "update"), cancellation).ConfigureAwait(false);
        await stage.Chain.SettleAsync(cancellation).ConfigureAwait(false);
        foreach (var maker in residents._actors.OfType<LiveMaker>())
        {
            await maker.OpenAsync(price, cancellation).ConfigureAwait(false);
        }

        await stage.Chain.SettleAsync(cancellation).ConfigureAwait(false);
        return residents;
    }

    public async Task<Moment> LookAsync(int block, long time, Func<long, double> realAt, CancellationToken cancellation)
    {
        var (spot, index, standings) = await _stage.Market.LookAsync([.. _people.Select(p => p.Account)], cancellation).ConfigureAwait(false);
        MostIndebted = standings.Where(s => s.Key != Liquidator && s.Key != Witness).OrderBy(s => s.Value.Value - s.Value.Margin).ThenBy(s => s.Key).First().Key;
        return new Moment(block, time, realAt, spot, index, standings);
    }

    public async Task ActAsync(Moment now, CancellationToken cancellation)
    {
        foreach (var actor in _actors)
        {
            await actor.ActAsync(now, cancellation).ConfigureAwait(false);
        }
    }

    /// <summary>The keeper's post alone, for stretches in which nobody else does anything.</summary>
    public Task KeepAsync(Moment now, CancellationToken cancellation) => _actors.OfType<LiveKeeper>().First().ActAsync(now, cancellation);

    private async Task RecruitAsync(Population plan, long seed, CancellationToken cancellation)
    {
        var chance = new Random(unchecked((int)seed));
        var updater = await AccountAsync("feed-updater", cancellation).ConfigureAwait(false);
        _actors.Add(new LiveKeeper(_stage.Market, _stage.Deployment["keeper"], updater, seed));
        for (var i = 0; i < plan.Makers.Length; i++)
        {
            Join(new LiveMaker(_stage.Market, await AccountAsync($"maker-{i}", cancellation).ConfigureAwait(false), seed, plan.Makers[i]), plan.Makers[i].Usd);
        }

        for (var i = 0; i < (plan.Arbitrageurs?.Count ?? 0); i++)
        {
            Join(new LiveArbitrageur(_stage.Market, await AccountAsync($"arbitrageur-{i}", cancellation).ConfigureAwait(false), seed, plan.Arbitrageurs!), plan.Arbitrageurs!.Usd);
        }

        for (var i = 0; i < (plan.Traders?.Count ?? 0); i++)
        {
            var trader = new LiveTrader(_stage.Market, await AccountAsync($"trader-{i}", cancellation).ConfigureAwait(false), seed, plan.Traders!, followsTrend: i % 2 == 0);
            Join(trader, Draw(plan.Traders!.Usd, chance));
        }

        Liquidator = await AccountAsync("liquidator", cancellation).ConfigureAwait(false);
        Join(new LiveLiquidator(_stage.Market, Liquidator, seed), LiquidatorUsd);
        Witness = await AccountAsync("witness", cancellation).ConfigureAwait(false);
        Join(new LiveWitness(_stage.Market, Witness, seed), WitnessUsd);
        Borrower = await AccountAsync("borrower", cancellation).ConfigureAwait(false);
        Join(new LiveBorrower(_stage.Market, Borrower, seed), 0);
    }

    private void Join(LiveActor actor, double usd)
    {
        _actors.Add(actor);
        _people.Add((actor.Account, usd));
    }

    private Task<Address> AccountAsync(string name, CancellationToken cancellation) => _stage.Chain.AccountAsync(name, cancellation);

    private async Task DepositAsync(Population plan, CancellationToken cancellation)
    {
        var deployment = _stage.Deployment;
        var chain = _stage.Chain;
        await chain.SendAsync(
            deployment.Call(Liquidator, "collateral", "mint", deployment["insurance_fund"], CurieMarket.Usdc(plan.InsuranceFundUsd)), cancellation).ConfigureAwait(false);
        foreach (var (who, usd) in _people)
        {
            await chain.SendAsync(deployment.Call(who, "collateral", "mint", who, CurieMarket.Usdc(usd * (1 + PocketShare))), cancellation).ConfigureAwait(false);
            await chain.SendAsync(deployment.Call(who, "collateral", "approve", deployment["vault"], UInt256.MaxValue), cancellation).ConfigureAwait(false);
            if (usd > 0)
            {
                await chain.SendAsync(_stage.Market.Deposit(who, usd), cancellation).ConfigureAwait(false);
            }
        }

        await chain.SendAsync(deployment.Call(Borrower, "collateral", "mint", Borrower, CurieMarket.Usdc(BorrowerUsd)), cancellation).ConfigureAwait(false);
        await chain.SendAsync(deployment.Call(Borrower, "second_collateral", "mint", Borrower, CurieMarket.Tokens(LiveBorrower.CollateralTokens)), cancellation).ConfigureAwait(false);
        await chain.SendAsync(deployment.Call(Borrower, "second_collateral", "approve", deployment["vault"], UInt256.MaxValue), cancellation).ConfigureAwait(false);
        await chain.SendAsync(_stage.Market.DepositTokens(Borrower, LiveBorrower.CollateralTokens), cancellation).ConfigureAwait(false);

        await chain.SettleAsync(cancellation).ConfigureAwait(false);
    }

    public static double Draw(Spread spread, Random chance) => spread.Min + ((spread.Max - spread.Min) * chance.NextDouble());
}
