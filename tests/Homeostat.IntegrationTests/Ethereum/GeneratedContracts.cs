using Homeostat.Engine.Devnet;
using Homeostat.Ethereum;
using Homeostat.Ethereum.Abi;
using Homeostat.Tests.Ethereum.Abi;

namespace Homeostat.IntegrationTests.Ethereum;

/// <summary>A contract about a random type, deployed.</summary>
internal sealed record GeneratedContract(AbiTupleType Type, ContractAbi Abi, Address Address);

/// <summary>Contracts about random types on a node of their own. The seed is fixed, so solc runs once per change of the generator.</summary>
public sealed class GeneratedContracts : IAsyncLifetime
{
    private const int Seed = 20_240_229;
    private const int Count = 64;

    private readonly List<GeneratedContract> _deployed = [];

    public AnvilFixture Anvil { get; } = new();

    internal RandomAbi Random { get; } = new(Seed);

    internal IReadOnlyList<GeneratedContract> Deployed => _deployed;

    public async ValueTask InitializeAsync()
    {
        CancellationToken cancellation = TestContext.Current.CancellationToken;
        await Anvil.InitializeAsync();
        AbiTupleType[] types = [.. Enumerable.Range(0, Count).Select(_ => Random.Tuple())];
        string source = "// SPDX-License-Identifier: Apache-2.0\npragma solidity ^0.8.0;\n"
            + string.Join('\n', types.Select((type, i) => new SolidityContract($"C{i}", type).Source()));
        IReadOnlyDictionary<string, ContractArtifact> compiled = await AnvilFixture.CompileAsync(source, cancellation);
        for (int i = 0; i < types.Length; i++)
        {
            ContractArtifact artifact = compiled[$"C{i}"];
            Address address = await Anvil.Chain.DeployAsync(Anvil.Account, artifact, [], cancellation);
            _deployed.Add(new GeneratedContract(types[i], artifact.Abi, address));
        }

        await Anvil.Chain.SettleAsync(cancellation);
    }

    public ValueTask DisposeAsync() => Anvil.DisposeAsync();
}
