using Homeostat.Core.Chain.Decoding;
using Homeostat.Engine.Devnet;
using Homeostat.Engine.Devnet.Curie;
using Homeostat.Ethereum;
using Homeostat.Ethereum.Rpc;
using Homeostat.IntegrationTests.Ethereum;

namespace Homeostat.IntegrationTests.Protocols;

/// <summary>Curie behind our guards, with one maker's liquidity around the index.</summary>
public sealed class CurieFixture : IAsyncLifetime
{
    private const double Price = 3;
    private const long OpensAt = 1_700_010_000;

    private Stage? _stage;

    public CurieMarket Market => Raised.Market;

    public Deployment Deployment => Raised.Deployment;

    public DecodingDefinition Decoding => Raised.Definition("near", "NEAR-PERP", []).Decoding;

    private Stage Raised => _stage ?? throw new InvalidOperationException("Nothing was raised.");

    public async ValueTask InitializeAsync()
    {
        CancellationToken cancellation = TestContext.Current.CancellationToken;
        Checkout checkout = AnvilFixture.Checkout;
        await NpmPackages.EnsureAsync(checkout, _ => { }, cancellation);
        var compiler = new SolidityCompiler(checkout);
        var own = await compiler.CompileAsync(Path.Combine(checkout.Contracts, "src"), cancellation);
        var devnet = await compiler.CompileAsync(Path.Combine(checkout.Contracts, "devnet"), cancellation);
        var compiled = own.Concat(devnet).ToDictionary(c => c.Key, c => c.Value, StringComparer.Ordinal);
        _stage = await Stage.RaiseAsync(checkout, compiled, Price, OpensAt, breaker: null, (_, _, _) => Task.CompletedTask, cancellation);
        Address maker = await PersonAsync("maker", 100_000);

        // Curie wants half an hour of prices before the first liquidity.
        await Raised.Chain.MineAsync(OpensAt, cancellation);
        await DoAsync(
            Deployment.Call(Deployment["keeper"], "price_reporter", "report", CurieDeployment.Answer(Price)),
            Deployment.Call(Deployment["keeper"], "price_feed", "update"));
        await DoAsync(Market.AddLiquidity(maker, 20_000, 60_000, lowerTick: 9_000, upperTick: 13_000));
    }

    public async ValueTask DisposeAsync()
    {
        if (_stage is not null)
        {
            await _stage.DisposeAsync();
        }
    }

    /// <summary>Somebody with dollars, of which none are deposited yet.</summary>
    public async Task<Address> AccountAsync(string name, double usd)
    {
        Address person = await Raised.Chain.AccountAsync("curie facts " + name, TestContext.Current.CancellationToken);
        await DoAsync(
            Deployment.Call(person, "collateral", "mint", person, CurieMarket.Usdc(usd)),
            Deployment.Call(person, "collateral", "approve", Deployment["vault"], UInt256.MaxValue));
        return person;
    }

    /// <summary>Somebody who has deposited dollars.</summary>
    public async Task<Address> PersonAsync(string name, double usd)
    {
        Address person = await AccountAsync(name, usd);
        await DoAsync(Market.Deposit(person, usd));
        return person;
    }

    /// <summary>What the council does as Curie's owner.</summary>
    public async Task<IReadOnlyList<TransactionReceipt>> CouncilAsync(DevnetTransaction call)
    {
        await Raised.Council.SendAsync(call.To!.Value, call.Data, TestContext.Current.CancellationToken);
        return await DoAsync();
    }

    public async Task<IReadOnlyList<TransactionReceipt>> DoAsync(params DevnetTransaction[] transactions)
    {
        CancellationToken cancellation = TestContext.Current.CancellationToken;
        foreach (DevnetTransaction transaction in transactions)
        {
            await Raised.Chain.SendAsync(transaction, cancellation);
        }

        await Raised.Chain.SettleAsync(cancellation);
        return await Raised.Chain.ReceiptsAsync(cancellation);
    }
}
