using Homeostat.Core.Chain;
using Homeostat.Engine.Devnet;
using Homeostat.Engine.Devnet.Aave;
using Homeostat.Ethereum;
using Homeostat.Ethereum.Abi;
using Homeostat.IntegrationTests.Protocols;

namespace Homeostat.IntegrationTests.Devnet;

/// <summary>The interposer on Aave's real bytecode: what is restricted reverts, whatever else works.</summary>
public sealed class AaveInterposerTests(GuardedAaveFixture aave) : IClassFixture<GuardedAaveFixture>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private AaveMarket Market => aave.Market;

    [Fact]
    public async Task Without_a_restriction_Aave_works_as_before()
    {
        Address user = await SupplierAsync("free");
        await aave.DoAsync(Market.Borrow(user, "USDC", 2_000));
        await aave.DoAsync(Market.Borrow(user, "USDC", 500));
        await aave.DoAsync(Market.Repay(user, "USDC", 1_000), Market.Withdraw(user, "WETH", 3));
        await aave.DoAsync(aave.Deployment.Call(user, "aave_weth_atoken", "transfer", aave.Deployer, AaveReserve.Usual[0].Units(1)));

        Assert.Equal(6, await Market.SuppliedAsync(user, "WETH", Cancellation), 6);
        Assert.Equal(1_500, await Market.DebtAsync(user, "USDC", Cancellation), 2);
    }

    [Fact]
    public async Task Restricted_opening_refuses_the_first_debt_and_lets_an_existing_one_grow()
    {
        Address fresh = await SupplierAsync("fresh");
        Address debtor = await SupplierAsync("debtor");
        await aave.DoAsync(Market.Borrow(debtor, "USDC", 1_000));
        await aave.RestrictAsync(fresh, Capabilities.Open);
        await aave.RestrictAsync(debtor, Capabilities.Open);

        Assert.Contains("DebtMayNotGrow", await aave.FailAsync(Market.Borrow(fresh, "USDC", 1_000)), StringComparison.Ordinal);
        await aave.DoAsync(Market.Borrow(debtor, "USDC", 1_000));
        await ExitsWorkAsync(fresh);
    }

    [Fact]
    public async Task Restricted_increasing_refuses_more_debt_and_a_wider_category()
    {
        Address fresh = await SupplierAsync("first debt");
        Address debtor = await SupplierAsync("second debt");
        await aave.DoAsync(Market.Borrow(debtor, "USDC", 1_000));
        await aave.RestrictAsync(fresh, Capabilities.Increase);
        await aave.RestrictAsync(debtor, Capabilities.Increase);

        Assert.Contains("DebtMayNotGrow", await aave.FailAsync(Market.Borrow(debtor, "USDC", 1)), StringComparison.Ordinal);
        Assert.Contains("DebtMayNotGrow", await aave.FailAsync(Pool(debtor, "setUserEMode", 1)), StringComparison.Ordinal);
        await aave.DoAsync(Pool(debtor, "setUserEMode", 0), Market.Borrow(fresh, "USDC", 1_000));
        await aave.DoAsync(Market.Repay(debtor, "USDC", 400));
        await ExitsWorkAsync(debtor);
    }

    [Theory]
    [InlineData(Capabilities.Open)]
    [InlineData(Capabilities.Increase)]
    public async Task A_flash_loan_is_refused_while_risk_is_restricted(Capabilities mask)
    {
        Address user = await SupplierAsync("flash " + mask);
        DevnetTransaction simple = Pool(user, "flashLoanSimple", user, aave.Deployment["aave_usdc"], 1_000, Array.Empty<byte>(), 0);
        DevnetTransaction several = Pool(
            user,
            "flashLoan",
            user,
            AbiValue.Array(aave.Deployment["aave_wbtc"], aave.Deployment["aave_usdc"]),
            AbiValue.Array(1, 1),
            AbiValue.Array(0, 0),
            user,
            Array.Empty<byte>(),
            0);

        Assert.DoesNotContain("FlashLoanRestricted", await aave.FailAsync(simple), StringComparison.Ordinal);
        await aave.RestrictAsync(user, mask);

        Assert.Contains("FlashLoanRestricted", await aave.FailAsync(simple), StringComparison.Ordinal);
        Assert.Contains("FlashLoanRestricted", await aave.FailAsync(several), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Restricted_withdrawing_pays_out_what_the_lane_allows_and_keeps_collateral_counting()
    {
        Address user = await SupplierAsync("saver");
        await aave.RestrictAsync(user, Capabilities.Withdraw);

        Assert.Contains("WithdrawalExceedsLane", await aave.FailAsync(Market.WithdrawAll(user, "WETH")), StringComparison.Ordinal);
        Assert.Contains(
            "CollateralMustCount",
            await aave.FailAsync(Pool(user, "setUserUseReserveAsCollateral", aave.Deployment["aave_weth"], false)),
            StringComparison.Ordinal);
        await aave.DoAsync(Market.Withdraw(user, "WETH", GuardedAaveFixture.LaneWeth));
        Assert.Contains("WithdrawalExceedsLane", await aave.FailAsync(Market.Withdraw(user, "WETH", 0.1)), StringComparison.Ordinal);
        await aave.DoAsync(
            Pool(user, "setUserUseReserveAsCollateral", aave.Deployment["aave_weth"], true),
            Market.Borrow(user, "USDC", 1_000));
        await aave.DoAsync(Market.Repay(user, "USDC", 500), Market.Mint(user, "WETH", 1), Market.Supply(user, "WETH", 1));
    }

    [Fact]
    public async Task Restricted_transferring_holds_aTokens_and_nothing_else()
    {
        Address user = await SupplierAsync("holder");
        await aave.RestrictAsync(user, Capabilities.Transfer);
        DevnetTransaction transfer = aave.Deployment.Call(user, "aave_weth_atoken", "transfer", aave.Deployer, AaveReserve.Usual[0].Units(1));

        Assert.Contains("TransferRestricted", await aave.FailAsync(transfer), StringComparison.Ordinal);
        await aave.DoAsync(Market.Borrow(user, "USDC", 100), Market.Withdraw(user, "WETH", 1));
        await ExitsWorkAsync(user);
    }

    [Fact]
    public async Task Restricted_liquidating_spares_an_account_that_may_still_repay_and_top_up()
    {
        Address user = await SupplierAsync("under water");
        Address liquidator = await aave.Chain.AccountAsync("guarded aave liquidator", Cancellation);
        await aave.DoAsync(Market.Mint(liquidator, "USDC", 10_000), Market.Approve(liquidator, "USDC"));
        await aave.DoAsync(Market.Borrow(user, "USDC", 15_500));
        await aave.RestrictAsync(user, Capabilities.Liquidate);
        await aave.DoAsync(Market.SetPrice(aave.Keeper, "WETH", 1_750));

        Assert.Contains("LiquidationRestricted", await aave.FailAsync(Market.Liquidate(liquidator, user, "WETH", "USDC", 5_000)), StringComparison.Ordinal);
        await aave.DoAsync(Market.Repay(user, "USDC", 100), Market.Mint(user, "WETH", 1), Market.Supply(user, "WETH", 1));
        await aave.DoAsync(Market.SetPrice(aave.Keeper, "WETH", 2_000));
    }

    [Fact]
    public async Task A_restriction_ends_by_itself()
    {
        Address user = await SupplierAsync("patient");
        await aave.RestrictAsync(user, Capabilities.Open);
        Assert.Contains("DebtMayNotGrow", await aave.FailAsync(Market.Borrow(user, "USDC", 100)), StringComparison.Ordinal);

        await aave.Chain.MineAsync(aave.Chain.Now + 3_601, Cancellation);

        await aave.DoAsync(Market.Borrow(user, "USDC", 100));
    }

    [Fact]
    public async Task Nobody_initialises_the_pool_again()
    {
        Address stranger = await aave.Chain.AccountAsync("guarded aave stranger", Cancellation);
        await aave.DoAsync(Pool(stranger, "initialize", stranger));

        var provider = await aave.Deployment.ReadAsync("aave_pool", "ADDRESSES_PROVIDER", [], Cancellation);
        Assert.Equal(aave.Deployment["aave_addresses"], provider[0].AsAddress());
        Assert.NotEmpty(await aave.FailAsync(aave.Deployment.Call(stranger, "aave_pool_interposer", "initialize", stranger)));
    }

    [Fact]
    public async Task It_says_of_each_function_what_the_definition_says()
    {
        var decoding = Definition.Of("aave-v3", aave.Deployment).Decoding;
        var pool = decoding.Groups.Select(g => g.Slug).ToList().IndexOf("pool");
        foreach (var call in decoding.Calls.Where(c => c.Group == pool))
        {
            var said = await aave.Deployment.ReadAsync("aave_pool_interposer", "capabilityOf", [call.Declared.Selector.ToBytes()], Cancellation);
            Assert.Equal((ExercisedCapabilities)said[0].AsUInt64(), call.Exercises);
        }
    }

    /// <summary>Whatever is restricted: repaying and supplying always work.</summary>
    private async Task ExitsWorkAsync(Address user)
    {
        await aave.DoAsync(Market.Mint(user, "WETH", 1), Market.Supply(user, "WETH", 1));
        if (await Market.DebtAsync(user, "USDC", Cancellation) > 0)
        {
            await aave.DoAsync(Market.Mint(user, "USDC", 100), Market.RepayAll(user, "USDC"));
        }
    }

    private DevnetTransaction Pool(Address from, string function, params AbiValue[] arguments) =>
        aave.Deployment.Call(from, "aave_pool", function, arguments);

    /// <summary>Has supplied 10 WETH, worth 20,000 dollars; there are dollars to borrow.</summary>
    private async Task<Address> SupplierAsync(string name)
    {
        Address person = await aave.Chain.AccountAsync("guarded aave " + name, Cancellation);
        Address lender = await aave.Chain.AccountAsync("guarded aave lender of " + name, Cancellation);
        await aave.DoAsync(
            Market.Mint(person, "WETH", 10),
            Market.Approve(person, "WETH"),
            Market.Approve(person, "USDC"),
            Market.Supply(person, "WETH", 10),
            Market.Mint(lender, "USDC", 50_000),
            Market.Approve(lender, "USDC"),
            Market.Supply(lender, "USDC", 50_000));
        return person;
    }
}
