using System.Collections.Immutable;
using Homeostat.Core.Fusion;
using Homeostat.Core.Policy;
using Homeostat.Engine.Files.Protocols;
using Homeostat.Engine.Ingestion.Following;
using Homeostat.Engine.Workspaces;
using Homeostat.Ethereum;

namespace Homeostat.Engine.Files;

/// <summary>
/// Loads a workspace: a directory with <c>workspace.yaml</c>, <c>policy.yaml</c>, <c>calibration.json</c>,
/// <c>protocols/</c> and <c>networks/</c>. Paths in it are relative to it.
/// </summary>
public static class WorkspaceFile
{
    public const string Schema = "homeostat/workspace/v1";

    public const string FileName = "workspace.yaml";

    /// <exception cref="FilesException">It cannot be run; all reasons in the first file that has any.</exception>
    public static Workspace Load(string directory)
    {
        var problems = new FileProblems();
        var map = FileReader.Yaml(Path.Combine(directory, FileName), Schema, problems);
        var port = map.Optional("metrics_port")?.Integer(0, 65_535, Workspace.DefaultMetricsPort) ?? Workspace.DefaultMetricsPort;
        var engines = map.Required("engines");
        var written = engines.List().Select(Engine.Read).ToImmutableArray();
        if (engines.Node is ListNode && written.IsEmpty)
        {
            engines.Problem("is empty, so nothing would run", "at least one engine");
        }

        map.NoOthers();
        problems.ThrowIfAny();
        var policy = PolicyFile.Load(Path.Combine(directory, "policy.yaml"));
        var calibration = CalibrationFile.Load(Path.Combine(directory, "calibration.json"));
        var plans = written.Select(e => e.Plan(directory, policy, calibration)).ToImmutableArray();
        RequireUnique(directory, plans);
        return new Workspace(Path.Combine(directory, "state", "homeostat.db"), port, plans);
    }

    private static void RequireUnique(string directory, ImmutableArray<EnginePlan> plans)
    {
        if (plans.GroupBy(p => p.Name).FirstOrDefault(g => g.Skip(1).Any()) is { } twice)
        {
            throw new FilesException([new FileProblem(new FilePlace(Path.Combine(directory, FileName), 0, 0), "engines", twice.Key, "is there twice", "each protocol once per network")]);
        }
    }

    /// <summary>One entry of <c>engines</c>, as written.</summary>
    private sealed record Engine(
        string Protocol,
        string Network,
        ImmutableDictionary<string, string> Bindings,
        OnChainHalf OnChain,
        Keys.SignerSource? Signer,
        ulong? FromBlock,
        Finality Follows)
    {
        public static Engine Read(Value value)
        {
            var map = value.Map();
            var shadow = map.Optional("shadow")?.Flag() ?? false;
            var signer = map.Optional("signer");
            if (!map.IsMissing && shadow == signer is not null)
            {
                map.Problem("needs one of two", "a signer, or shadow: true to decide and send nothing");
            }

            var engine = new Engine(
                Slug(map.Required("protocol")),
                Slug(map.Required("network")),
                Bound(map.Optional("bind")),
                Guard(map.Required("guard").Map()),
                signer is null ? null : SignerReader.Read(signer),
                (ulong?)map.Optional("from_block")?.Integer(0, int.MaxValue),
                FinalityOf(map.Optional("follows"), signer is not null));
            map.NoOthers();
            return engine;
        }

        public EnginePlan Plan(string directory, PolicyOptions policy, Calibration calibration)
        {
            var document = ProtocolFile.Load(Path.Combine(directory, "protocols", $"{Protocol}.yaml"), Bindings);
            var network = NetworkFile.Load(Path.Combine(directory, "networks", $"{Network}.yaml"));
            var plan = new EnginePlan(document, OnChain.Guard(document), network, policy, calibration, Relative(directory), FromBlock, "") { Follows = Follows };
            return plan with { StateDirectory = Path.Combine(directory, "state", plan.Name) };
        }

        private Keys.SignerSource? Relative(string directory) =>
            Signer is Keys.SignerSource.KeystoreAt key ? key with { Path = Path.Combine(directory, key.Path) } : Signer;

        private static Finality FinalityOf(Value? value, bool acts)
        {
            var finality = value?.Choice(("latest", Finality.Latest), ("safe", Finality.Safe), ("finalized", Finality.Finalized)) ?? Finality.Latest;
            if (acts && finality != Finality.Latest)
            {
                value!.Problem("is minutes late, and there is a signer", "latest, or shadow: true in place of the signer");
            }

            return finality;
        }

        private static string Slug(Value value) => value.Text(ProtocolFile.SlugPattern(), ProtocolFile.SlugWords);

        private static ImmutableDictionary<string, string> Bound(Value? value) =>
            value?.Map().Named().ToImmutableDictionary(b => b.Name, b => b.Value.Text(), StringComparer.Ordinal) ?? ImmutableDictionary<string, string>.Empty;

        private static OnChainHalf Guard(MapReader map)
        {
            var guard = new OnChainHalf(
                AddressReader.Read(map.Required("known_as")),
                AddressReader.Read(map.Required("restriction_ledger")),
                map.Optional("upgrade_gate") is { } gate ? AddressReader.Read(gate) : Address.Zero,
                map.Optional("access_manager") is { } manager ? AddressReader.Read(manager) : Address.Zero,
                [.. map.Optional("proxies")?.List().Select(AddressReader.Read) ?? []]);
            map.NoOthers();
            return guard;
        }
    }
}
