using Homeostat.Ethereum;
using Homeostat.Ethereum.Abi;

namespace Homeostat.Engine.Devnet.Lyra;

/// <summary>What may be bought or sold; the numbers are Lyra's.</summary>
public enum LyraOptionType
{
    LongCall = 0,
    LongPut = 1,
    ShortCallBase = 2,
    ShortCallQuote = 3,
    ShortPutQuote = 4,
}

/// <param name="Id">Of the option token.</param>
/// <param name="Amount">Options [base units].</param>
/// <param name="Collateral">Of a short one, in base or quote by its type.</param>
public readonly record struct LyraPosition(ulong Id, ulong Strike, LyraOptionType Type, double Amount, double Collateral);

/// <summary>What traders, providers of liquidity and keepers say to a deployed Lyra, and what can be read of it.</summary>
public sealed class LyraMarket(Deployment deployment)
{
    private const double Wad = 1e18;

    /// <summary>A trade as a whole is one step of the price.</summary>
    private const int Iterations = 1;

    public Deployment Deployment => deployment;

    public DevnetTransaction MintQuote(Address owner, Address to, double usd) =>
        deployment.Call(owner, "lyra_quote", "mint", to, LyraParameters.Wad(usd));

    public DevnetTransaction ApproveQuote(Address from, string spender) =>
        deployment.Call(from, "lyra_quote", "approve", deployment[spender], UInt256.MaxValue);

    /// <summary>A new position; <paramref name="collateral"/> counts only for short ones.</summary>
    public DevnetTransaction Open(Address from, ulong strike, LyraOptionType type, double amount, double collateral) =>
        Trade(from, "openPosition", new LyraPosition(0, strike, type, amount, collateral));

    /// <summary>The whole position, at whatever it brings.</summary>
    public DevnetTransaction Close(Address from, LyraPosition position) =>
        Trade(from, "closePosition", position with { Collateral = 0 });

    public DevnetTransaction AddCollateral(Address from, ulong position, double amount) =>
        deployment.Call(from, "lyra_option_market", "addCollateral", position, LyraParameters.Wad(amount));

    public DevnetTransaction Liquidate(Address from, ulong position) =>
        deployment.Call(from, "lyra_option_market", "liquidatePosition", position, from);

    public DevnetTransaction Deposit(Address from, double usd) =>
        deployment.Call(from, "lyra_liquidity_pool", "initiateDeposit", from, LyraParameters.Wad(usd));

    public DevnetTransaction SetPrice(Address keeper, double usd) =>
        PriceFeeds.Report(deployment, keeper, LyraDeployment.Feed, usd);

    /// <summary>The keeper's duty after a move of the price, without which nothing is priced.</summary>
    public DevnetTransaction UpdateGreeks(Address keeper, ulong board) =>
        deployment.Call(keeper, "lyra_greek_cache", "updateBoardCachedGreeks", board) with { Gas = 10_000_000 };

    public async Task<double> QuoteAsync(Address account, CancellationToken cancellation) =>
        (await deployment.ReadAsync("lyra_quote", "balanceOf", [account], cancellation).ConfigureAwait(false))[0].AsUInt256().ToDouble() / Wad;

    /// <summary>The only board.</summary>
    public async Task<ulong> BoardAsync(CancellationToken cancellation)
    {
        var boards = await deployment.ReadAsync("lyra_option_market", "getLiveBoards", [], cancellation).ConfigureAwait(false);
        return boards[0].Items.Single().AsUInt64();
    }

    public async Task<IReadOnlyList<ulong>> StrikesAsync(ulong board, CancellationToken cancellation)
    {
        var strikes = await deployment.ReadAsync("lyra_option_market", "getBoardStrikes", [board], cancellation).ConfigureAwait(false);
        return [.. strikes[0].Items.Select(s => s.AsUInt64())];
    }

    public async Task<IReadOnlyList<LyraPosition>> PositionsAsync(Address owner, CancellationToken cancellation)
    {
        var positions = await deployment.ReadAsync("lyra_option_token", "getOwnerPositions", [owner], cancellation).ConfigureAwait(false);
        return
        [
            .. positions[0].Items.Select(p => new LyraPosition(
                p[0].AsUInt64(),
                p[1].AsUInt64(),
                (LyraOptionType)p[2].AsUInt64(),
                p[3].AsUInt256().ToDouble() / Wad,
                p[4].AsUInt256().ToDouble() / Wad)),
        ];
    }

    private DevnetTransaction Trade(Address from, string function, LyraPosition position)
    {
        AbiValue order = AbiValue.Tuple(
            position.Strike,
            position.Id,
            Iterations,
            (int)position.Type,
            LyraParameters.Wad(position.Amount),
            LyraParameters.Wad(position.Collateral),
            UInt256.Zero,
            UInt256.MaxValue);
        return deployment.Call(from, "lyra_option_market", function, order);
    }
}
