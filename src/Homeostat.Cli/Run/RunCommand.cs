using System.CommandLine;
using Homeostat.Cli.Backtest;
using Homeostat.Engine.Files;
using Homeostat.Engine.Workspaces;
using Homeostat.Storage;
using Prometheus;

namespace Homeostat.Cli.Run;

/// <summary>`homeostat run`: watches live chains and acts.</summary>
internal static class RunCommand
{
    private const string DefaultPasswordVariable = "HOMEOSTAT_KEY_PASSWORD";

    private static readonly Option<string?> Workspace = new("--workspace") { HelpName = "DIR", Description = "A directory with workspace.yaml; see docs/workspace.md. Instead of all options below." };
    private static readonly Option<string?> Protocol = new("--protocol") { HelpName = "FILE", Description = "The protocol's definition." };
    private static readonly Option<string[]> Rpc = new("--rpc") { HelpName = "URL", Description = "A node over ws, wss, http or https; name several to have one checked by the other. A URL with a key belongs into a network's file." };
    private static readonly Option<string?> Network = new("--network") { HelpName = "FILE", Description = "The network's profile; without it the node is asked, and bounds of a public chain are taken." };
    private static readonly Option<string?> ActionTarget = new("--action-target") { HelpName = "ADDRESS", Description = "The restriction ledger that actions are sent to." };
    private static readonly Option<string?> KnownAs = new("--known-as") { HelpName = "ADDRESS", Description = "By which the ledger knows the protocol; its first contract by default." };
    private static readonly Option<string?> KeyFile = new("--key-file") { HelpName = "FILE", Description = "The keystore of the key that acts; without it nothing is sent (shadow mode)." };
    private static readonly Option<string> Password = new("--password-env") { HelpName = "NAME", Description = "The environment variable with its password.", DefaultValueFactory = _ => DefaultPasswordVariable };
    private static readonly Option<ulong?> From = new("--from") { HelpName = "BLOCK", Description = "First block to learn from, mostly the protocol's own first; 64 below the head by default." };
    private static readonly Option<string?> State = new("--state") { HelpName = "DIR", Description = "Where verdicts, actions and the archive are kept; state/PROTOCOL-NETWORK by default." };
    private static readonly Option<int?> MetricsPort = new("--metrics-port") { HelpName = "PORT", Description = $"Of /metrics on 127.0.0.1; {Engine.Workspaces.Workspace.DefaultMetricsPort} by default, 0 for any that is free." };
    private static readonly Option<string[]> Bind = new("--bind") { HelpName = "NAME=VALUE", Description = "A value for ${NAME} in the definition.", AllowMultipleArgumentsPerToken = true };

    public static Verb Create()
    {
        var command = new Verb(
            "run",
            """
            Watches protocols on live chains, decides, and restricts what is under attack. Goes on where it was after a
            restart. Metrics for Prometheus are on a loopback port.
            """,
            [
                new("homeostat run --workspace /etc/homeostat", "everything that the workspace names"),
                new("homeostat run --protocol config/protocols/curie.yaml --rpc wss://node.example --bind …", "one protocol in shadow mode: decides and sends nothing"),
                new("homeostat run --protocol perp.yaml --rpc ws://127.0.0.1:8546 --action-target 0x… --key-file keys/0x….json", "one protocol that is acted on"),
            ])
        {
            Workspace,
            Protocol,
            Rpc,
            Network,
            ActionTarget,
            KnownAs,
            KeyFile,
            Password,
            From,
            State,
            MetricsPort,
            Bind,
        };
        command.SetAction((parse, cancellation) => Failures.ReportAsync(parse.InvocationConfiguration.Error, () => RunAsync(parse, cancellation)));
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parse, CancellationToken cancellation)
    {
        var log = new RunLog(parse.InvocationConfiguration.Error, TimeProvider.System);
        var workspace = await WorkspaceAsync(parse, cancellation).ConfigureAwait(false);
        var registry = Metrics.NewCustomRegistry();
        using var listener = Listen(workspace, parse.GetValue(MetricsPort) is not null || parse.GetValue(Workspace) is not null, registry);
        log.Say($"metrics: {listener.Url}");
        try
        {
            return await RunAsync(workspace, registry, log, cancellation).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            log.Say("stopped; the same command goes on from here");
            return CommandLine.Held;
        }
    }

    private static async Task<int> RunAsync(Workspace workspace, CollectorRegistry registry, RunLog log, CancellationToken cancellation)
    {
        var factory = Metrics.WithCustomRegistry(registry);
        var ledger = new LedgerMetrics(factory);
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(workspace.StoreFile))!);
        var file = new SqliteStoreOptions(workspace.StoreFile);
        var networks = new Dictionary<string, NetworkSources>(StringComparer.Ordinal);
        try
        {
            foreach (var plan in workspace.Engines.DistinctBy(p => p.Network.Slug))
            {
                networks.Add(plan.Network.Slug, new NetworkSources(plan.Network, factory, log));
            }

            var siblings = new Siblings(log);
            using var all = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
            var held = await Task.WhenAll(workspace.Engines.Select(p => RunAsync(new EngineRun(p, networks[p.Network.Slug], file, ledger, factory, registry, log, siblings), all))).ConfigureAwait(false);
            return held.All(h => h) ? CommandLine.Held : CommandLine.DidNotHold;
        }
        finally
        {
            foreach (var network in networks.Values)
            {
                await network.DisposeAsync().ConfigureAwait(false);
            }
        }
    }

    /// <summary>One that halts does not take the others with it; one that breaks is a bug or a file, and ends them all.</summary>
    private static async Task<bool> RunAsync(EngineRun engine, CancellationTokenSource all)
    {
        try
        {
            return await Task.Run(() => engine.RunAsync(all.Token), CancellationToken.None).ConfigureAwait(false);
        }
        catch
        {
            await all.CancelAsync().ConfigureAwait(false);
            throw;
        }
    }

    private static MetricsListener Listen(Workspace workspace, bool isAsked, CollectorRegistry registry) =>
        MetricsListener.TryStart(workspace.MetricsPort, registry)
            ?? (isAsked
                ? throw new UsageException($"port {workspace.MetricsPort} of 127.0.0.1 is taken; choose another for metrics, or 0 for any that is free.")
                : MetricsListener.TryStart(0, registry) ?? throw new UsageException("no port of 127.0.0.1 is free for metrics."));

    private static Task<Workspace> WorkspaceAsync(ParseResult parse, CancellationToken cancellation)
    {
        var protocol = parse.GetValue(Protocol);
        if (parse.GetValue(Workspace) is { } directory)
        {
            return protocol is null
                ? Task.FromResult(WorkspaceFile.Load(directory))
                : throw new UsageException("--workspace names everything in its files: leave --protocol and what belongs to it away.");
        }

        var rpc = parse.GetValue(Rpc) ?? [];
        if (protocol is null || (rpc.Length == 0 && parse.GetValue(Network) is null))
        {
            throw new UsageException("Name a --workspace, or a --protocol with --rpc or --network.");
        }

        return new SingleRun(
            protocol,
            BacktestCommand.Bindings(parse.GetValue(Bind) ?? []),
            rpc,
            parse.GetValue(Network),
            parse.GetValue(ActionTarget),
            parse.GetValue(KnownAs),
            parse.GetValue(KeyFile),
            parse.GetValue(Password)!,
            parse.GetValue(From),
            parse.GetValue(State),
            parse.GetValue(MetricsPort)).WorkspaceAsync(cancellation);
    }
}
