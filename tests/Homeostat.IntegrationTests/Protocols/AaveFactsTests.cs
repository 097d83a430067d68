using Homeostat.Core.Chain;
using Homeostat.Core.Chain.Decoding;
using Homeostat.Engine.Devnet;
using Homeostat.Engine.Devnet.Aave;
using Homeostat.Ethereum;
using Homeostat.Ethereum.Abi;
using Homeostat.IntegrationTests.Devnet;
using Homeostat.IntegrationTests.Ethereum;

namespace Homeostat.IntegrationTests.Protocols;

/// <summary>Real transactions on Aave against the facts that its definition makes of them.</summary>
public sealed class AaveFactsTests(AaveFixture aave) : IClassFixture<AaveFixture>
{
    private const int Weth = 0;
    private const int Usdc = 2;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private AaveMarket Market => aave.Market;

    private DecodingDefinition Decoding => Definition.Of("aave-v3", aave.Deployment).Decoding;

    [Fact]
    public async Task Supply_borrow_repay_and_withdraw_move_assets_and_positions()
    {
        Address lender = await PersonAsync("lender", "USDC", 50_000);
        Address user = await PersonAsync("user", "WETH", 10);

        Assert.Equal([Position(Usdc, lender, 50_000), Moved(Usdc, lender, 50_000)], await FactsAsync(Market.Supply(lender, "USDC", 50_000)));
        await aave.DoAsync(Market.Supply(user, "WETH", 10));
        Assert.Equal([Position(Usdc, user, -4_000), Moved(Usdc, user, -4_000)], await FactsAsync(Market.Borrow(user, "USDC", 4_000)));
        Assert.Equal([Position(Usdc, user, 1_000), Moved(Usdc, user, 1_000)], await FactsAsync(Market.Repay(user, "USDC", 1_000)));
        Assert.Equal([Position(Weth, user, -0.5), Moved(Weth, user, -0.5)], await FactsAsync(Market.Withdraw(user, "WETH", 0.5)));
    }

    [Fact]
    public async Task A_debt_repaid_with_what_is_supplied_moves_nothing()
    {
        Address user = await PersonAsync("repays in kind", "USDC", 5_000);
        await aave.DoAsync(Market.Supply(user, "USDC", 5_000));
        await aave.DoAsync(Market.Borrow(user, "USDC", 1_000));

        Assert.Empty(await FactsAsync(aave.Deployment.Call(
            user, "aave_pool", "repayWithATokens", aave.Deployment["aave_usdc"], AaveReserve.Usual[Usdc].Units(1_000), 2)));
        Assert.Equal(0, await Market.DebtAsync(user, "USDC", Cancellation), 2);
    }

    [Fact]
    public async Task A_transfer_of_aTokens_moves_the_position_from_one_account_to_another()
    {
        Address giver = await PersonAsync("giver", "WETH", 3);
        Address taker = await aave.Chain.AccountAsync("aave facts taker", Cancellation);
        await aave.DoAsync(Market.Supply(giver, "WETH", 3));

        IReadOnlyList<object> facts = await FactsAsync(
            aave.Deployment.Call(giver, "aave_weth_atoken", "transfer", taker, AaveReserve.Usual[Weth].Units(1)));

        PositionChanged[] positions = [.. facts.Cast<PositionChanged>()];
        Assert.Equal([giver, taker], positions.Select(p => p.Account));
        Assert.Equal(-1, positions[0].BaseDelta, 6);
        Assert.Equal(1, positions[1].BaseDelta, 6);
    }

    [Fact]
    public async Task A_fall_of_the_price_and_a_liquidation_are_told_in_full()
    {
        Address lender = await PersonAsync("second lender", "USDC", 50_000);
        Address user = await PersonAsync("second user", "WETH", 10);
        Address liquidator = await PersonAsync("liquidator", "USDC", 8_000);
        await aave.DoAsync(Market.Supply(lender, "USDC", 50_000), Market.Supply(user, "WETH", 10));
        await aave.DoAsync(Market.Borrow(user, "USDC", 15_000));

        Assert.Equal([new PriceObserved(Weth, PriceKind.Index, 1_750)], await FactsAsync(Market.SetPrice(aave.Keeper, "WETH", 1_750)));
        IReadOnlyList<object> facts = await FactsAsync(Market.Liquidate(liquidator, user, "WETH", "USDC", 7_500));
        await aave.DoAsync(Market.SetPrice(aave.Keeper, "WETH", 2_000));

        double taken = await Market.WalletAsync(liquidator, "WETH", Cancellation);
        Assert.Equal(
            [
                new Liquidated(Weth, user, liquidator, taken, 0),
                Position(Usdc, user, 7_500),
                Moved(Usdc, liquidator, 7_500),
                Position(Weth, user, -taken),
                Moved(Weth, liquidator, -taken),
            ],
            facts);
    }

    [Fact]
    public async Task Parameters_roles_and_code_that_change_are_told()
    {
        Address asset = aave.Deployment["aave_weth"];
        Address admin = await aave.Chain.AccountAsync("aave facts admin", Cancellation);
        Address configurator = aave.Deployment["aave_configurator"];

        Assert.Equal(
            [new ParameterChanged(configurator, "borrow_cap", asset.ToWord(), 1_000)],
            await FactsAsync(Configure("setBorrowCap", asset, 1_000)));
        Assert.Equal(
            [new ParameterChanged(configurator, "reserve_frozen", asset.ToWord(), 1)],
            await FactsAsync(Configure("setReserveFreeze", asset, true)));
        Assert.Equal(
            [new ParameterChanged(configurator, "reserve_frozen", asset.ToWord(), 0)],
            await FactsAsync(Configure("setReserveFreeze", asset, false)));
        Assert.Equal(
            [new PrivilegeChanged(aave.Deployment["aave_acl"], PrivilegeKind.RoleGranted, admin)],
            await FactsAsync(aave.Deployment.Call(aave.Deployer, "aave_acl", "addRiskAdmin", admin)));
    }

    [Fact]
    public async Task An_upgrade_is_told_by_the_proxy_and_by_the_configurator()
    {
        Address asset = aave.Deployment["aave_wbtc"];
        Address proxy = aave.Deployment["aave_wbtc_atoken"];
        ContractArtifact second = ContractArtifact.Load(Path.Combine(
            AnvilFixture.Checkout.Packages, "@aave", "core-v3", "artifacts", "contracts", "mocks", "upgradeability", "MockAToken.sol", "MockAToken.json"));
        Address code = await aave.Chain.DeployAsync(aave.Deployer, second, [aave.Deployment["aave_pool"]], Cancellation);
        await aave.DoAsync();

        IReadOnlyList<object> facts = await FactsAsync(Configure(
            "updateAToken", AbiValue.Tuple(asset, aave.Deployer, Address.Zero, "Aave WBTC", "aWBTC", code, Array.Empty<byte>())));

        Assert.Equal([new ImplementationChanged(proxy, code, ByGate: false), new ImplementationChanged(proxy, code, ByGate: false)], facts);
    }

    [Fact]
    public async Task Calls_say_what_they_let_their_caller_do()
    {
        Address user = await aave.Chain.AccountAsync("aave facts caller", Cancellation);
        (DevnetTransaction Call, ExercisedCapabilities What)[] calls =
        [
            (Market.Supply(user, "WETH", 1), ExercisedCapabilities.TopUp),
            (Market.Borrow(user, "WETH", 1), ExercisedCapabilities.Open | ExercisedCapabilities.Increase),
            (Market.Repay(user, "WETH", 1), ExercisedCapabilities.Repay),
            (Market.Withdraw(user, "WETH", 1), ExercisedCapabilities.Withdraw),
            (Market.Liquidate(user, user, "WETH", "USDC", 1), ExercisedCapabilities.Liquidate),
        ];

        Assert.All(calls, c => Assert.Equal(
            [new CapabilityExercised(aave.Deployment["aave_pool"], user, c.What)], FactRecorder.OfCall(Decoding, c.Call)));
        Assert.Empty(FactRecorder.OfCall(Decoding, Configure("setReserveFreeze", aave.Deployment["aave_weth"], true)));
        Assert.Empty(FactRecorder.OfCall(Decoding, Market.Approve(user, "WETH")));
    }

    private static PositionChanged Position(int market, Address account, double amount) => new(market, account, amount, 0, 0);

    private static AssetMoved Moved(int market, Address account, double amount) => new(market, account, amount);

    private DevnetTransaction Configure(string function, params AbiValue[] arguments) =>
        aave.Deployment.Call(aave.Deployer, "aave_configurator", function, arguments);

    private async Task<IReadOnlyList<object>> FactsAsync(DevnetTransaction transaction) =>
        FactRecorder.Of(Decoding, await aave.DoAsync(transaction));

    private async Task<Address> PersonAsync(string name, string symbol, double amount)
    {
        Address person = await aave.Chain.AccountAsync("aave facts " + name, Cancellation);
        await aave.DoAsync(Market.Mint(person, symbol, amount), Market.Approve(person, symbol), Market.Approve(person, "USDC") with { Gas = 1_000_000 });
        return person;
    }
}
