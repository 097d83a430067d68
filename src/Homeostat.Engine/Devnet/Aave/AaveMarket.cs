using Homeostat.Ethereum;
using Homeostat.Ethereum.Abi;

namespace Homeostat.Engine.Devnet.Aave;

/// <param name="CollateralUsd">What it has supplied and lets count.</param>
/// <param name="HealthFactor">Below 1 anybody may liquidate; infinite without debt.</param>
public readonly record struct AaveAccount(double CollateralUsd, double DebtUsd, double HealthFactor);

/// <summary>What users, liquidators and keepers say to a deployed Aave, and what can be read of it. Amounts are in whole tokens.</summary>
public sealed class AaveMarket(Deployment deployment, IReadOnlyList<AaveReserve> reserves)
{
    private const int VariableRate = 2;
    private const double Wad = 1e18;

    public Deployment Deployment => deployment;

    public DevnetTransaction Mint(Address to, string symbol, double amount) =>
        deployment.Call(to, Reserve(symbol).Name, "mint(address,uint256)", to, Reserve(symbol).Units(amount));

    public DevnetTransaction Approve(Address from, string symbol) =>
        deployment.Call(from, Reserve(symbol).Name, "approve", deployment["aave_pool"], UInt256.MaxValue);

    public DevnetTransaction Supply(Address from, string symbol, double amount) =>
        Pool(from, "supply", Asset(symbol), Reserve(symbol).Units(amount), from, 0);

    public DevnetTransaction Borrow(Address from, string symbol, double amount) =>
        Pool(from, "borrow", Asset(symbol), Reserve(symbol).Units(amount), VariableRate, 0, from);

    public DevnetTransaction Repay(Address from, string symbol, double amount) =>
        Pool(from, "repay", Asset(symbol), Reserve(symbol).Units(amount), VariableRate, from);

    /// <summary>With the interest that has grown until then.</summary>
    public DevnetTransaction RepayAll(Address from, string symbol) =>
        Pool(from, "repay", Asset(symbol), UInt256.MaxValue, VariableRate, from);

    public DevnetTransaction Withdraw(Address from, string symbol, double amount) =>
        Pool(from, "withdraw", Asset(symbol), Reserve(symbol).Units(amount), from);

    public DevnetTransaction WithdrawAll(Address from, string symbol) =>
        Pool(from, "withdraw", Asset(symbol), UInt256.MaxValue, from);

    /// <summary>Repays part of another's debt and takes its collateral with the bonus.</summary>
    public DevnetTransaction Liquidate(Address from, Address user, string collateral, string debt, double amount) =>
        Pool(from, "liquidationCall", Asset(collateral), Asset(debt), user, Reserve(debt).Units(amount), false);

    public DevnetTransaction SetPrice(Address keeper, string symbol, double usd) =>
        PriceFeeds.Report(deployment, keeper, Reserve(symbol).Name, usd);

    public async Task<AaveAccount> AccountAsync(Address user, CancellationToken cancellation)
    {
        var account = await deployment.ReadAsync("aave_pool", "getUserAccountData", [user], cancellation).ConfigureAwait(false);
        var unit = Math.Pow(10, PriceFeeds.Decimals);
        var health = account[5].AsUInt256();
        return new AaveAccount(
            account[0].AsUInt256().ToDouble() / unit,
            account[1].AsUInt256().ToDouble() / unit,
            health == UInt256.MaxValue ? double.PositiveInfinity : health.ToDouble() / Wad);
    }

    /// <summary>What the account holds in its own wallet.</summary>
    public Task<double> WalletAsync(Address account, string symbol, CancellationToken cancellation) =>
        BalanceAsync(Reserve(symbol).Name, account, symbol, cancellation);

    public Task<double> SuppliedAsync(Address account, string symbol, CancellationToken cancellation) =>
        BalanceAsync(Reserve(symbol).Name + "_atoken", account, symbol, cancellation);

    public Task<double> DebtAsync(Address account, string symbol, CancellationToken cancellation) =>
        BalanceAsync(Reserve(symbol).Name + "_variable_debt", account, symbol, cancellation);

    /// <summary>What the reserve holds and has not lent.</summary>
    public Task<double> LiquidityAsync(string symbol, CancellationToken cancellation) =>
        WalletAsync(deployment[Reserve(symbol).Name + "_atoken"], symbol, cancellation);

    private async Task<double> BalanceAsync(string token, Address account, string symbol, CancellationToken cancellation)
    {
        var balance = await deployment.ReadAsync(token, "balanceOf", [account], cancellation).ConfigureAwait(false);
        return Reserve(symbol).Amount(balance[0].AsUInt256());
    }

    private DevnetTransaction Pool(Address from, string function, params AbiValue[] arguments) =>
        deployment.Call(from, "aave_pool", function, arguments);

    private Address Asset(string symbol) => deployment[Reserve(symbol).Name];

    private AaveReserve Reserve(string symbol) => reserves.FirstOrDefault(r => r.Symbol == symbol)
        ?? throw new DevnetException($"no reserve '{symbol}'; there are: {string.Join(", ", reserves.Select(r => r.Symbol))}");
}
