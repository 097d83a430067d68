using System.Globalization;
using Homeostat.Engine.Devnet;
using Homeostat.Engine.Files.Protocols;
using Homeostat.Ethereum;
using Homeostat.Ethereum.Abi;
using Homeostat.IntegrationTests.Ethereum;

namespace Homeostat.IntegrationTests.Backtest;

/// <summary>Two contracts with the events of the synthetic protocol on a real node, and the shipped definition bound to them.</summary>
internal sealed class PerpOnAnvil
{
    private const string Source = """
        // SPDX-License-Identifier: UNLICENSED
        pragma solidity ^0.8.24;

        contract Perp {
            event PriceUpdated(bytes32 indexed marketId, uint256 price, uint256 timestamp);
            event PositionChanged(address indexed account, bytes32 indexed marketId, int256 sizeDelta, uint256 price, int256 funding);
            event MarginDeposited(address indexed account, address indexed asset, uint256 amount);
            event MarginWithdrawn(address indexed account, address indexed asset, uint256 amount);
            event Liquidated(address indexed account, bytes32 indexed marketId, address indexed liquidator, uint256 size, uint256 penalty);
            event RoleGranted(bytes32 indexed role, address indexed account, address indexed sender);
            event Unrelated(uint256 value);

            function price(uint256 market, uint256 value) external { emit PriceUpdated(bytes32(market), value, block.timestamp); }

            function deposit(uint256 amount) external { emit MarginDeposited(msg.sender, address(1), amount); }

            function others(int256 size) external {
                emit PositionChanged(msg.sender, bytes32(uint256(1)), size, 10e8, -1);
                emit MarginDeposited(msg.sender, address(1), 5e6);
                emit MarginWithdrawn(msg.sender, address(1), 4e6);
                emit Liquidated(msg.sender, bytes32(uint256(1)), address(2), 7e18, 3e6);
                emit RoleGranted(bytes32(0), msg.sender, address(2));
                emit Unrelated(1);
            }

            /// The event's topic with half of its data: what a log with another layout looks like.
            function spoil(uint256 market) external {
                bytes32 topic = PriceUpdated.selector;
                assembly { mstore(0, 1) log2(0, 32, topic, market) }
            }
        }
        """;

    private readonly AnvilFixture _anvil;
    private readonly ContractAbi _abi;

    private PerpOnAnvil(AnvilFixture anvil, ContractAbi abi, Address[] contracts) => (_anvil, _abi, Contracts) = (anvil, abi, contracts);

    /// <summary>What a transaction says to call a function.</summary>
    public byte[] Encode(string function, params AbiValue[] arguments) => _abi.Function(function).EncodeCall(arguments);

    public Address[] Contracts { get; }

    public static async Task<PerpOnAnvil> DeployAsync(AnvilFixture anvil, CancellationToken cancellation)
    {
        ContractArtifact artifact = (await AnvilFixture.CompileAsync(Source, cancellation))["Perp"];
        Address[] contracts =
        [
            await anvil.Chain.DeployAsync(anvil.Account, artifact, [], cancellation),
            await anvil.Chain.DeployAsync(anvil.Account, artifact, [], cancellation),
        ];
        await anvil.Chain.SettleAsync(cancellation);
        return new PerpOnAnvil(anvil, artifact.Abi, contracts);
    }

    public Task SendAsync(int contract, string function, AbiValue[] arguments, CancellationToken cancellation) => _anvil.Chain.SendAsync(
        DevnetTransaction.Call(_anvil.Account, Contracts[contract], Encode(function, arguments)), cancellation);

    /// <summary>The shipped file with these contracts' addresses instead of the harness's.</summary>
    public async Task<ProtocolDocument> ProtocolAsync(CancellationToken cancellation)
    {
        string path = Path.GetTempFileName();
        try
        {
            await WriteProtocolAsync(path, cancellation);
            return ProtocolFile.Load(path);
        }
        finally
        {
            File.Delete(path);
        }
    }

    public async Task WriteProtocolAsync(string path, CancellationToken cancellation)
    {
        string text = await File.ReadAllTextAsync(Path.Combine(AnvilFixture.Checkout.Config, "protocols", "synthetic-perp.yaml"), cancellation);
        int from = text.IndexOf("    addresses:\n", StringComparison.Ordinal);
        int to = text.IndexOf("\nevents:\n", StringComparison.Ordinal);
        string list = string.Join(", ", Contracts.Select(c => string.Create(CultureInfo.InvariantCulture, $"\"{c}\"")));
        await File.WriteAllTextAsync(path, $"{text[..from]}    addresses: [{list}]\n{text[to..]}", cancellation);
    }
}
