using System.Text.Json;
using Homeostat.Engine.Devnet;
using Homeostat.Ethereum;
using Homeostat.Ethereum.Abi;
using Homeostat.IntegrationTests.Ethereum;

namespace Homeostat.IntegrationTests.Execution;

/// <summary>The rollups' own inbox contracts, unmodified from their npm packages, on a local L1.</summary>
internal sealed class L1Inboxes(DevnetChain chain, Address deployer)
{
    private static readonly string Packages = AnvilFixture.Checkout.Packages;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>An OptimismPortal with a SystemConfig, each behind the OP Stack's own proxy.</summary>
    public async Task<Address> OptimismPortalAsync()
    {
        ContractArtifact portal = Optimism("OptimismPortal");
        ContractArtifact config = Optimism("SystemConfig");
        Address portalCode = await DeployAsync(portal);
        Address configCode = await DeployAsync(config);
        Address portalProxy = await DeployAsync(Optimism("Proxy"), deployer);
        Address configProxy = await DeployAsync(Optimism("Proxy"), deployer);
        await CallAsync(portalProxy, Optimism("Proxy"), "upgradeTo", portalCode);
        await CallAsync(configProxy, Optimism("Proxy"), "upgradeTo", configCode);

        // Constants.DEFAULT_RESOURCE_CONFIG of the same package.
        AbiValue resources = AbiValue.Tuple(20_000_000, 10, 8, 1_000_000_000, 1_000_000, UInt256.FromBigEndian(Enumerable.Repeat((byte)0xff, 16).ToArray()));
        AbiValue none = default(Address);
        await CallAsync(
            configProxy, config, "initialize", deployer, 1, 1, default(Hash32), 30_000_000UL, deployer, resources, none,
            AbiValue.Tuple(none, none, none, none, portalProxy, none, EtherToken));
        await CallAsync(portalProxy, portal, "initialize", none, configProxy, none);
        return portalProxy;
    }

    /// <summary>Arbitrum's Bridge, SequencerInbox and delayed Inbox, behind OpenZeppelin's proxies; the deployer is the rollup.</summary>
    /// <param name="delayBlocks">After which inclusion may be forced.</param>
    public async Task<(Address Inbox, Address SequencerInbox, Address Bridge)> ArbitrumAsync(int delayBlocks)
    {
        const int MaxDataSize = 117_964;
        Address reader = deployer;
        Address bridgeCode = await DeployAsync(Arbitrum("Bridge"));
        Address inboxCode = await DeployAsync(Arbitrum("Inbox"), MaxDataSize);
        Address sequencerCode = await DeployAsync(Arbitrum("SequencerInbox"), MaxDataSize, reader, false, false);
        Address bridge = await ProxyAsync(bridgeCode, Arbitrum("Bridge").Abi.Function("initialize").EncodeCall(deployer));
        Address sequencer = await ProxyAsync(sequencerCode, Arbitrum("SequencerInbox").Abi.Function("initialize").EncodeCall(
            bridge, AbiValue.Tuple(delayBlocks, 64, delayBlocks * 12, 768), AbiValue.Tuple(0, 0, 0), default(Address)));
        Address inbox = await ProxyAsync(inboxCode, Arbitrum("Inbox").Abi.Function("initialize").EncodeCall(bridge, sequencer));
        await CallAsync(bridge, Arbitrum("Bridge"), "setDelayedInbox", inbox, true);
        await CallAsync(bridge, Arbitrum("Bridge"), "setSequencerInbox", sequencer);
        return (inbox, sequencer, bridge);
    }

    public static ContractArtifact Arbitrum(string name) => ContractArtifact.Load(
        Path.Combine(Packages, "@arbitrum", "nitro-contracts", "build", "contracts", "src", "bridge", $"{name}.sol", $"{name}.json"));

    /// <summary>What stands at a predeploy's address, in hexadecimal.</summary>
    public static string OptimismRuntime(string name)
    {
        using JsonDocument document = ReadOptimism(name);
        return document.RootElement.GetProperty("deployedBytecode").GetProperty("object").GetString()!;
    }

    public static ContractArtifact Optimism(string name)
    {
        using JsonDocument document = ReadOptimism(name);
        return new ContractArtifact(
            name,
            ContractAbi.FromJson(document.RootElement.GetProperty("abi").GetRawText()),
            Hex.Decode(document.RootElement.GetProperty("bytecode").GetProperty("object").GetString()!));
    }

    private static JsonDocument ReadOptimism(string name) => JsonDocument.Parse(File.ReadAllBytes(
        Path.Combine(Packages, "@eth-optimism", "contracts-bedrock", "forge-artifacts", $"{name}.sol", $"{name}.json")));

    /// <summary>Constants.ETHER: gas is paid in ether.</summary>
    private static Address EtherToken => Address.Parse("0xeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeee");

    private async Task<Address> ProxyAsync(Address code, byte[] initialisation)
    {
        ContractArtifact proxy = ContractArtifact.Load(
            Path.Combine(Packages, "@openzeppelin", "contracts", "build", "contracts", "TransparentUpgradeableProxy.json"));
        return await DeployAsync(proxy, code, deployer, initialisation);
    }

    private async Task<Address> DeployAsync(ContractArtifact artifact, params AbiValue[] arguments)
    {
        Address address = await chain.DeployAsync(deployer, artifact, arguments, Cancellation);
        await chain.SettleAsync(Cancellation);
        return address;
    }

    private async Task CallAsync(Address to, ContractArtifact artifact, string function, params AbiValue[] arguments)
    {
        await chain.SendAsync(DevnetTransaction.Call(deployer, to, artifact.Abi.Function(function).EncodeCall(arguments)), Cancellation);
        await chain.SettleAsync(Cancellation);
    }
}
