using Homeostat.Engine.Devnet.Aave;
using Homeostat.Ethereum;

namespace Homeostat.IntegrationTests.Devnet;

public sealed class AaveTests(AaveFixture aave) : IClassFixture<AaveFixture>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private AaveMarket Market => aave.Market;

    [Fact]
    public async Task A_user_supplies_borrows_repays_and_withdraws()
    {
        Address lender = await PersonAsync("lender", "USDC", 100_000);
        Address user = await PersonAsync("user", "WETH", 10);
        await aave.DoAsync(Market.Approve(lender, "USDC"), Market.Supply(lender, "USDC", 100_000));
        await aave.DoAsync(Market.Approve(user, "WETH"), Market.Approve(user, "USDC"), Market.Supply(user, "WETH", 10));
        Assert.Equal(10, await Market.SuppliedAsync(user, "WETH", Cancellation), 9);

        await aave.DoAsync(Market.Borrow(user, "USDC", 5_000));
        Assert.Equal(5_000, await Market.WalletAsync(user, "USDC", Cancellation), 6);
        Assert.Equal(5_000, await Market.DebtAsync(user, "USDC", Cancellation), 3);
        AaveAccount account = await Market.AccountAsync(user, Cancellation);
        Assert.Equal(20_000, account.CollateralUsd, 2);
        Assert.Equal(20_000 * 0.825 / 5_000, account.HealthFactor, 4);

        await aave.DoAsync(Market.Mint(user, "USDC", 100), Market.RepayAll(user, "USDC"), Market.WithdrawAll(user, "WETH"));
        Assert.Equal(0, await Market.DebtAsync(user, "USDC", Cancellation));
        Assert.Equal(0, await Market.SuppliedAsync(user, "WETH", Cancellation));
        Assert.Equal(10, await Market.WalletAsync(user, "WETH", Cancellation), 9);
        Assert.Equal(double.PositiveInfinity, (await Market.AccountAsync(user, Cancellation)).HealthFactor);
    }

    [Fact]
    public async Task Nobody_withdraws_what_secures_a_debt()
    {
        Address lender = await PersonAsync("second lender", "USDC", 50_000);
        Address user = await PersonAsync("second user", "WBTC", 1);
        await aave.DoAsync(Market.Approve(lender, "USDC"), Market.Supply(lender, "USDC", 50_000));
        await aave.DoAsync(Market.Approve(user, "WBTC"), Market.Supply(user, "WBTC", 1), Market.Borrow(user, "USDC", 20_000));

        // 35: HEALTH_FACTOR_LOWER_THAN_LIQUIDATION_THRESHOLD.
        Assert.Contains("35", await aave.FailAsync(Market.Withdraw(user, "WBTC", 0.5)), StringComparison.Ordinal);
        Assert.Equal(1, await Market.SuppliedAsync(user, "WBTC", Cancellation), 8);
    }

    [Fact]
    public async Task A_fall_of_the_price_lets_a_liquidator_take_collateral_with_the_bonus()
    {
        Address lender = await PersonAsync("third lender", "USDC", 50_000);
        Address user = await PersonAsync("third user", "WETH", 10);
        Address liquidator = await PersonAsync("liquidator", "USDC", 8_000);
        await aave.DoAsync(Market.Approve(lender, "USDC"), Market.Supply(lender, "USDC", 50_000));
        await aave.DoAsync(Market.Approve(user, "WETH"), Market.Supply(user, "WETH", 10), Market.Borrow(user, "USDC", 15_000));

        // 45: HEALTH_FACTOR_NOT_BELOW_THRESHOLD.
        await aave.DoAsync(Market.Approve(liquidator, "USDC"));
        Assert.Contains("45", await aave.FailAsync(Market.Liquidate(liquidator, user, "WETH", "USDC", 7_500)), StringComparison.Ordinal);

        await aave.DoAsync(Market.SetPrice(aave.Keeper, "WETH", 1_750));
        Assert.InRange((await Market.AccountAsync(user, Cancellation)).HealthFactor, 0.95, 0.97);
        await aave.DoAsync(Market.Liquidate(liquidator, user, "WETH", "USDC", 7_500));
        Assert.Equal(500, await Market.WalletAsync(liquidator, "USDC", Cancellation), 6);
        Assert.Equal(7_500 / 1_750.0 * 1.05, await Market.WalletAsync(liquidator, "WETH", Cancellation), 6);
        Assert.Equal(7_500, await Market.DebtAsync(user, "USDC", Cancellation), 1);
        await aave.DoAsync(Market.SetPrice(aave.Keeper, "WETH", 2_000));
    }

    private async Task<Address> PersonAsync(string name, string symbol, double amount)
    {
        Address person = await aave.Chain.AccountAsync("aave " + name, Cancellation);
        await aave.DoAsync(Market.Mint(person, symbol, amount));
        return person;
    }
}
