using System.Numerics;
using Homeostat.Engine.Drill.Life;
using Homeostat.Ethereum;
using Homeostat.Ethereum.Abi;

namespace Homeostat.Engine.Devnet.Curie;

/// <summary>
/// What users, makers and keepers say to a deployed Curie, and what can be read of it. One unit of the settlement token
/// counts as one USD.
/// </summary>
public sealed class CurieMarket(Deployment deployment)
{
    private const double Wei = 1e18;
    private const double UsdcUnit = 1e6;
    private static readonly double TwoTo96 = Math.Pow(2, 96);

    public Deployment Deployment => deployment;

    public static UInt256 Usdc(double usd) => (UInt256)new BigInteger(Math.Floor(usd * UsdcUnit));

    public static UInt256 Tokens(double amount) => (UInt256)new BigInteger(Math.Floor(amount * Wei));

    public DevnetTransaction Deposit(Address from, double usd) =>
        deployment.Call(from, "vault", "deposit", deployment["collateral"], Usdc(usd));

    public DevnetTransaction DepositTokens(Address from, double tokens) =>
        deployment.Call(from, "vault", "deposit", deployment["second_collateral"], Tokens(tokens));

    public DevnetTransaction Withdraw(Address from, double usd) =>
        deployment.Call(from, "vault", "withdraw", deployment["collateral"], Usdc(usd));

    /// <summary>Exactly this much base, bought (positive) or sold, for no worse an average price than the limit [USD].</summary>
    public DevnetTransaction Trade(Address from, double tokens, double limit) => Order(
        from,
        sells: tokens < 0,
        isExactInput: tokens < 0,
        Tokens(Math.Abs(tokens)),
        Tokens(Math.Abs(tokens) * limit),
        UInt256.Zero);

    /// <summary>Up to this much base, bought (positive) or sold, until the pool's price reaches the target [USD].</summary>
    public DevnetTransaction TradeTo(Address from, double tokens, double target) => tokens < 0
        ? Order(from, sells: true, isExactInput: true, Tokens(-tokens), UInt256.Zero, SqrtPriceX96(target))
        : Order(from, sells: false, isExactInput: true, Tokens(tokens * target), UInt256.Zero, SqrtPriceX96(target));

    public DevnetTransaction Close(Address from) => deployment.Call(
        from,
        "clearing_house",
        "closePosition",
        AbiValue.Tuple(deployment["base_token"], 0, 0, UInt256.MaxValue, Hash32.Zero));

    public DevnetTransaction Liquidate(Address from, Address trader) =>
        deployment.Call(from, "clearing_house", "liquidate(address,address)", trader, deployment["base_token"]);

    public DevnetTransaction CancelOrders(Address from, Address maker) =>
        deployment.Call(from, "clearing_house", "cancelAllExcessOrders", maker, deployment["base_token"]);

    public DevnetTransaction AddLiquidity(Address from, double tokens, double quote, int lowerTick, int upperTick) => deployment.Call(
        from,
        "clearing_house",
        "addLiquidity",
        AbiValue.Tuple(deployment["base_token"], Tokens(tokens), Tokens(quote), lowerTick, upperTick, 0, 0, false, UInt256.MaxValue));

    public DevnetTransaction RemoveLiquidity(Address from, int lowerTick, int upperTick, UInt256 liquidity) => deployment.Call(
        from,
        "clearing_house",
        "removeLiquidity",
        AbiValue.Tuple(deployment["base_token"], lowerTick, upperTick, liquidity, 0, 0, UInt256.MaxValue));

    /// <summary>The pool's spot price [USD].</summary>
    public async Task<double> MarkAsync(CancellationToken cancellation)
    {
        var slot = await deployment.ReadAsync("pool", "slot0", [], cancellation).ConfigureAwait(false);
        var root = slot[0].AsUInt256().ToDouble() / TwoTo96;
        return root * root;
    }

    /// <summary>What the account holds in its own wallet [USD].</summary>
    public async Task<double> WalletUsdAsync(Address account, CancellationToken cancellation)
    {
        var balance = await deployment.ReadAsync("collateral", "balanceOf", [account], cancellation).ConfigureAwait(false);
        return balance[0].AsUInt256().ToDouble() / UsdcUnit;
    }

    /// <summary>Settlement tokens that the account has in the vault, what it owes being negative [USD].</summary>
    public async Task<double> SettlementUsdAsync(Address account, CancellationToken cancellation)
    {
        var value = await deployment.ReadAsync("vault", "getSettlementTokenValue", [account], cancellation).ConfigureAwait(false);
        return (double)value[0].AsBigInteger() / UsdcUnit;
    }

    public Task<double> TvlUsdAsync(CancellationToken cancellation) => WalletUsdAsync(deployment["vault"], cancellation);

    /// <summary>What the vault would let the account withdraw now [USD].</summary>
    public async Task<double> WithdrawableUsdAsync(Address account, CancellationToken cancellation)
    {
        var free = await deployment.ReadAsync(
            "vault", "getFreeCollateralByToken", [account, deployment["collateral"]], cancellation).ConfigureAwait(false);
        return free[0].AsUInt256().ToDouble() / UsdcUnit;
    }

    /// <summary>Signed taker position [base tokens].</summary>
    public async Task<double> PositionAsync(Address account, CancellationToken cancellation)
    {
        var size = await deployment.ReadAsync(
            "account_balance", "getTakerPositionSize", [account, deployment["base_token"]], cancellation).ConfigureAwait(false);
        return (double)size[0].AsBigInteger() / Wei;
    }

    /// <summary>Spot price, index and everybody's standing as of the newest block.</summary>
    public async Task<(double Spot, double Index, IReadOnlyDictionary<Address, Standing> Standings)> LookAsync(
        IReadOnlyList<Address> people,
        CancellationToken cancellation)
    {
        var seen = await deployment.ReadAsync("lens", "look", [AbiValue.Array([.. people.Select(p => (AbiValue)p)])], cancellation).ConfigureAwait(false);
        var standings = new Dictionary<Address, Standing>();
        var rows = seen[2].Items;
        for (var i = 0; i < people.Count; i++)
        {
            var row = rows[i];
            standings[people[i]] = new Standing(
                (double)row[0].AsBigInteger() / Wei,
                (double)row[1].AsBigInteger() / UsdcUnit,
                row[2].AsUInt256().ToDouble() / UsdcUnit,
                (double)row[3].AsBigInteger() / Wei);
        }

        var root = seen[0].AsUInt256().ToDouble() / TwoTo96;
        return (root * root, seen[1].AsUInt256().ToDouble() / Wei, standings);
    }

    public async Task<UInt256> LiquidityAsync(Address maker, int lowerTick, int upperTick, CancellationToken cancellation)
    {
        var order = await deployment.ReadAsync(
            "order_book", "getOpenOrder", [maker, deployment["base_token"], lowerTick, upperTick], cancellation).ConfigureAwait(false);
        return order[0][0].AsUInt256();
    }

    public static UInt256 SqrtPriceX96(double price) => (UInt256)new BigInteger(Math.Sqrt(price) * TwoTo96);

    private DevnetTransaction Order(Address from, bool sells, bool isExactInput, UInt256 amount, UInt256 bound, UInt256 limit) =>
        deployment.Call(
            from,
            "clearing_house",
            "openPosition",
            AbiValue.Tuple(deployment["base_token"], sells, isExactInput, amount, bound, UInt256.MaxValue, limit, Hash32.Zero));
}
