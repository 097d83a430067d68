using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Homeostat.Engine.Devnet;
using Homeostat.Engine.Keys;
using Homeostat.Ethereum;
using Homeostat.Ethereum.Keystores;
using Homeostat.Ethereum.Rpc;
using Homeostat.IntegrationTests.Backtest;
using Homeostat.IntegrationTests.Ethereum;
using Homeostat.IntegrationTests.Execution;

namespace Homeostat.IntegrationTests.Run;

/// <summary>
/// A node with our real ledger, a protocol that emits what the synthetic definition reads, and a workspace to run on it:
/// as short as a policy may be, so that the ledger's budgets last.
/// </summary>
public sealed class RunFixture : IAsyncLifetime
{
    public const string Sentinel = "sentinel-1";
    public const string Password = "correct horse";
    public const double DepositUsd = 10_000_000;

    private readonly LedgerFixture _ledger = new();
    private PerpOnAnvil _perp = null!;

    public static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public DirectoryInfo Directory { get; } = System.IO.Directory.CreateTempSubdirectory("homeostat-run-");

    public EthereumClient Client => _ledger.Client;

    public string Ledger => _ledger.Protocol.RestrictionLedger.ToString();

    public Address LedgerAddress => _ledger.Protocol.RestrictionLedger;

    public string ProtocolPath => Path.Combine(Directory.FullName, "protocols", "perp.yaml");

    public string KeyPath => Path.Combine(Directory.FullName, "sentinel.json");

    public string WebSocket => _ledger.WebSocket.ToString();

    /// <summary>The first block of the protocol.</summary>
    public ulong Born { get; private set; }

    public IReadOnlyDictionary<string, string> Environment { get; } = new Dictionary<string, string> { ["HOMEOSTAT_KEY_PASSWORD"] = Password };

    public async ValueTask InitializeAsync()
    {
        await _ledger.InitializeAsync();
        _perp = await PerpOnAnvil.DeployAsync(_ledger.Anvil, Cancellation);
        Born = (await Client.BlockNumberAsync(Cancellation)).Value;
        System.IO.Directory.CreateDirectory(Path.GetDirectoryName(ProtocolPath)!);
        await _perp.WriteProtocolAsync(ProtocolPath, Cancellation);
        KeystoreFile.Create(KeyPath, DevnetChain.KeyOf(Sentinel), Encoding.UTF8.GetBytes(Password), new KeystoreCost.Pbkdf2(1024));
        await Client.RequestAsync("anvil_setBalance", [DevnetChain.KeyOf(Sentinel).Address.ToString(), "0x56bc75e2d63100000"], Cancellation);
        await SayAsync(0, "deposit", (UInt256)(ulong)(DepositUsd * 1e6));
        await MineAsync();
    }

    public ValueTask DisposeAsync()
    {
        Directory.Delete(recursive: true);
        return _ledger.DisposeAsync();
    }

    /// <summary>The one-file form, from the protocol's birth.</summary>
    public string[] OneFile(string state) =>
    [
        "--protocol", ProtocolPath, "--rpc", WebSocket, "--action-target", Ledger, "--key-file", KeyPath,
        "--from", Born.ToString(CultureInfo.InvariantCulture), "--state", Path.Combine(Directory.FullName, state), "--metrics-port", "0",
    ];

    /// <summary>A directory with everything in files.</summary>
    public string Workspace(string name)
    {
        var directory = System.IO.Directory.CreateDirectory(Path.Combine(Directory.FullName, name)).FullName;
        var config = AnvilFixture.Checkout.Config;
        System.IO.Directory.CreateDirectory(Path.Combine(directory, "protocols"));
        System.IO.Directory.CreateDirectory(Path.Combine(directory, "networks"));
        File.Copy(ProtocolPath, Path.Combine(directory, "protocols", "perp.yaml"));
        File.Copy(Path.Combine(config, "calibration.json"), Path.Combine(directory, "calibration.json"));
        File.WriteAllText(Path.Combine(directory, "policy.yaml"), ShortPolicy(File.ReadAllText(Path.Combine(config, "policy.yaml"))));
        File.WriteAllText(
            Path.Combine(directory, "networks", "anvil.yaml"),
            File.ReadAllText(Path.Combine(config, "networks", "devnet.yaml")).Replace("ws://127.0.0.1:8545", WebSocket, StringComparison.Ordinal));
        File.WriteAllText(Path.Combine(directory, "workspace.yaml"), string.Create(CultureInfo.InvariantCulture, $$$"""
            schema: homeostat/workspace/v1
            metrics_port: 0
            engines:
              - protocol: perp
                network: anvil
                from_block: {{{Born}}}
                guard:
                  known_as: "{{{_perp.Contracts[0]}}}"
                  restriction_ledger: "{{{Ledger}}}"
                signer: {type: keystore, path: ../sentinel.json, password: {type: environment, value: HOMEOSTAT_KEY_PASSWORD}}
            """));
        return directory;
    }

    /// <summary>A market's price, in the next block.</summary>
    public Task PriceAsync(int market, double price) => SayAsync(market % 2, "price", (UInt256)(ulong)market, (UInt256)(ulong)(price * 1e8));

    public Task MineAsync() => Client.RequestAsync("evm_mine", [], Cancellation);

    /// <summary>Takes the newest blocks off the chain, with what was in them, and puts empty ones in their place.</summary>
    public Task ReorgAsync(int depth) => Client.RequestAsync("anvil_reorg", [depth, new JsonArray()], Cancellation);

    // Nonces are the node's: after a reorg they begin again.
    private async Task SayAsync(int contract, string function, params Homeostat.Ethereum.Abi.AbiValue[] arguments)
    {
        var call = new JsonObject
        {
            ["from"] = _ledger.Anvil.Account.ToString(),
            ["to"] = _perp.Contracts[contract].ToString(),
            ["gas"] = "0x30d40",
            ["data"] = Hex.Encode(_perp.Encode(function, arguments)),
        };
        await Client.RequestAsync("eth_sendTransaction", [call], Cancellation);
    }

    private static string ShortPolicy(string policy) => policy
        .Replace("council_response_p90_seconds: 10800", "council_response_p90_seconds: 600", StringComparison.Ordinal)
        .Replace("duration_seconds: 14400", "duration_seconds: 1800", StringComparison.Ordinal);
}
