using Homeostat.Engine.Devnet;
using Homeostat.Ethereum;
using Homeostat.Ethereum.Rpc;
using Homeostat.IntegrationTests.Ethereum;

namespace Homeostat.IntegrationTests.Devnet;

/// <summary>A fresh node with our devnet contracts compiled, and a protocol on it, for a class of tests.</summary>
public abstract class DevnetFixture : IAsyncLifetime
{
    private readonly AnvilFixture _anvil = new();
    private Deployment? _deployment;

    public DevnetChain Chain => _anvil.Chain;

    public Deployment Deployment => _deployment ?? throw new InvalidOperationException("Nothing was deployed.");

    public Address Keeper { get; private set; }

    public Address Deployer => _anvil.Account;

    public async ValueTask InitializeAsync()
    {
        CancellationToken cancellation = TestContext.Current.CancellationToken;
        await _anvil.InitializeAsync();
        var compiler = new SolidityCompiler(AnvilFixture.Checkout);
        var own = await compiler.CompileAsync(Path.Combine(AnvilFixture.Checkout.Contracts, "src"), cancellation);
        var devnet = await compiler.CompileAsync(Path.Combine(AnvilFixture.Checkout.Contracts, "devnet"), cancellation);
        _deployment = new Deployment(Chain, own.Concat(devnet).ToDictionary(c => c.Key, c => c.Value, StringComparer.Ordinal));
        Keeper = await Chain.AccountAsync("keeper", cancellation);
        await DeployAsync(Deployment, new FeedKeys(Keeper, Deployer), cancellation);
    }

    public async ValueTask DisposeAsync()
    {
        await _anvil.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    /// <summary>Mines what the transactions say, all of them in one block, and insists that each succeeded.</summary>
    public async Task<IReadOnlyList<TransactionReceipt>> DoAsync(params DevnetTransaction[] transactions)
    {
        CancellationToken cancellation = TestContext.Current.CancellationToken;
        foreach (DevnetTransaction transaction in transactions)
        {
            await Chain.SendAsync(transaction, cancellation);
        }

        await Chain.SettleAsync(cancellation);
        return await Chain.ReceiptsAsync(cancellation);
    }

    /// <summary>Mines one transaction that must fail; why it did.</summary>
    public async Task<string> FailAsync(DevnetTransaction transaction)
    {
        CancellationToken cancellation = TestContext.Current.CancellationToken;
        Hash32 hash = await Chain.SendAsync(transaction, cancellation);
        await Chain.MineAsync(Chain.Now + 1, cancellation);
        TransactionReceipt receipt = Assert.Single(await Chain.ReceiptsAsync(cancellation));
        Assert.False(receipt.Succeeded);
        return await Chain.WhyAsync(hash, cancellation);
    }

    protected abstract Task DeployAsync(Deployment deployment, FeedKeys feeds, CancellationToken cancellation);
}
