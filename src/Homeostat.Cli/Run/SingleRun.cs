using System.Collections.Immutable;
using System.Globalization;
using Homeostat.Core.Policy;
using Homeostat.Engine.Devnet;
using Homeostat.Engine.Execution;
using Homeostat.Engine.Files;
using Homeostat.Engine.Files.Protocols;
using Homeostat.Engine.Ingestion.Endpoints;
using Homeostat.Engine.Keys;
using Homeostat.Engine.Networks;
using Homeostat.Engine.Workspaces;
using Homeostat.Ethereum;
using Homeostat.Ethereum.Rpc;

namespace Homeostat.Cli.Run;

/// <summary>What `homeostat run` is told on its command line, in place of a workspace.</summary>
internal sealed record SingleRun(
    string Protocol,
    Dictionary<string, string> Bindings,
    string[] Rpc,
    string? Network,
    string? ActionTarget,
    string? KnownAs,
    string? KeyFile,
    string PasswordVariable,
    ulong? FromBlock,
    string? State,
    int? MetricsPort)
{
    private const int BlocksToMeasure = 64;

    /// <exception cref="UsageException">An option is wrong.</exception>
    /// <exception cref="FilesException">A file is wrong.</exception>
    public async Task<Workspace> WorkspaceAsync(CancellationToken cancellation)
    {
        var document = ProtocolFile.Load(Protocol, Bindings);
        var network = await NetworkAsync(cancellation).ConfigureAwait(false);
        var config = Checkout.Find().Config;
        var plan = new EnginePlan(
            document,
            OnChain(document).Guard(document),
            network,
            PolicyFile.Load(Path.Combine(config, "policy.yaml")),
            CalibrationFile.Load(Path.Combine(config, "calibration.json")),
            KeyFile is null ? null : new SignerSource.KeystoreAt(KeyFile, new SecretSource(SecretKind.Environment, PasswordVariable)),
            FromBlock,
            "");
        var state = State ?? Path.Combine("state", plan.Name);
        return new Workspace(Path.Combine(state, "homeostat.db"), MetricsPort ?? Workspace.DefaultMetricsPort, [plan with { StateDirectory = Path.Combine(state, "archive") }]);
    }

    private OnChainHalf OnChain(ProtocolDocument document)
    {
        if (KeyFile is not null && ActionTarget is null)
        {
            throw new UsageException("--key-file signs actions on a restriction ledger: --action-target must name it.");
        }

        var target = ActionTarget is null ? Address.Zero : Parse("--action-target", ActionTarget);
        var known = KnownAs is not null ? Parse("--known-as", KnownAs)
            : document.Decoding.Groups.SelectMany(g => g.Addresses).FirstOrDefault();
        return new OnChainHalf(known, target, Address.Zero, Address.Zero, []);
    }

    /// <summary>Without a profile, what the node says of its chain and the bounds of a public one.</summary>
    private async Task<NetworkProfile> NetworkAsync(CancellationToken cancellation)
    {
        ImmutableArray<NetworkEndpoint> endpoints =
            [.. Rpc.Select((url, i) => new NetworkEndpoint($"rpc-{i + 1}", new SecretSource(SecretKind.Plain, url), IsPrivate: false, 100, null))];
        if (Network is not null)
        {
            var profile = NetworkFile.Load(Network);
            return endpoints.IsEmpty ? profile : profile with { Endpoints = [.. endpoints, .. profile.Endpoints.Where(e => e.IsPrivate)] };
        }

        var node = NodeUrl.TryRead(Rpc[0], "rpc-1") ?? throw new UsageException("--rpc is no URL that begins with http://, https://, ws:// or wss://.");
        var transport = await new EndpointConnector().ConnectAsync(node, cancellation).ConfigureAwait(false);
        await using var _ = transport.ConfigureAwait(false);
        var client = new EthereumClient(transport);
        var chainId = await client.ChainIdAsync(cancellation).ConfigureAwait(false);
        var name = string.Create(CultureInfo.InvariantCulture, $"chain-{chainId}");
        var execution = ExecutionOptions.Default;
        return new NetworkProfile(
            name,
            name,
            chainId,
            await BlockTimeAsync(client, cancellation).ConfigureAwait(false),
            Ordering.Public,
            endpoints,
            new Finality(null, BlocksToMeasure),
            new NetworkFees(DataFeeKind.None, execution.MinPriorityFeeGwei, execution.MaxPriorityFeeGwei, execution.MaxBaseFeeGwei, execution.EtherUsd),
            new InclusionPrior(17, 3, execution.DeadlineBlocks),
            ForcedInclusion: null,
            SequencerUptimeFeed: null);
    }

    /// <summary>The mean of the newest blocks, within what networks have.</summary>
    private static async Task<TimeSpan> BlockTimeAsync(EthereumClient client, CancellationToken cancellation)
    {
        var head = await client.GetBlockByNumberAsync(BlockTag.Latest, cancellation).ConfigureAwait(false);
        if (head is null || head.Header.Number.Value == 0)
        {
            return TimeSpan.FromSeconds(12);
        }

        var blocks = Math.Min(BlocksToMeasure, head.Header.Number.Value);
        var earlier = await client.GetBlockByNumberAsync(head.Header.Number - blocks, cancellation).ConfigureAwait(false);
        var seconds = earlier is null ? 12 : (double)(head.Header.Timestamp - earlier.Header.Timestamp) / blocks;
        return TimeSpan.FromSeconds(Math.Clamp(seconds, 0.1, 60));
    }

    private static Address Parse(string option, string text) => Address.TryParse(text, out var address)
        ? address
        : throw new UsageException($"{option} {text} is no address: 0x and 40 hexadecimal digits, in lower case or with its checksum (EIP-55).");
}
