using Homeostat.Engine.Devnet;
using Homeostat.Ethereum;
using Homeostat.Ethereum.Rpc;

namespace Homeostat.IntegrationTests.Ethereum;

/// <summary>One EVM node for a class of tests, with a funded account on it.</summary>
public sealed class AnvilFixture : IAsyncLifetime
{
    private const long GenesisTimestamp = 1_700_000_000;

    private AnvilNode? _node;
    private HttpRpcTransport? _transport;
    private DevnetChain? _chain;

    public static Checkout Checkout { get; } = Checkout.Find();

    public AnvilNode Node => Started(_node);

    public DevnetChain Chain => Started(_chain);

    public EthereumClient Client => Chain.Client;

    public Address Account { get; private set; }

    public async ValueTask InitializeAsync()
    {
        CancellationToken cancellation = TestContext.Current.CancellationToken;
        await NpmPackages.EnsureAsync(Checkout, _ => { }, cancellation);
        _node = await AnvilNode.StartAsync(Checkout, new AnvilOptions(GenesisTimestamp), cancellation);
        _transport = new HttpRpcTransport(_node.Http, RpcTransportOptions.Default);
        _chain = new DevnetChain(new EthereumClient(_transport));
        await _chain.BeginAsync(cancellation);
        Account = await _chain.AccountAsync("ethereum tests", cancellation);
    }

    /// <summary>Compiles one source text; contracts by name.</summary>
    public static async Task<IReadOnlyDictionary<string, ContractArtifact>> CompileAsync(string source, CancellationToken cancellation)
    {
        DirectoryInfo directory = Directory.CreateTempSubdirectory("homeostat-");
        try
        {
            await File.WriteAllTextAsync(Path.Combine(directory.FullName, "Generated.sol"), source, cancellation);
            return await new SolidityCompiler(Checkout).CompileAsync(directory.FullName, cancellation);
        }
        finally
        {
            directory.Delete(recursive: true);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_transport is not null)
        {
            await _transport.DisposeAsync();
        }

        if (_node is not null)
        {
            await _node.DisposeAsync();
        }
    }

    private static T Started<T>(T? part) where T : class => part ?? throw new InvalidOperationException("The node was not started.");
}
