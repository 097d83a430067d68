using System.CommandLine;
using System.Globalization;
using Homeostat.Cli.Backtest;
using Homeostat.Engine.Archive;
using Homeostat.Engine.Backtest;
using Homeostat.Engine.Files.Protocols;
using Homeostat.Engine.Ingestion;
using Homeostat.Engine.Ingestion.Endpoints;
using Homeostat.Ethereum;
using Homeostat.Ethereum.Rpc;

namespace Homeostat.Cli.Record;

/// <summary>`homeostat record`: a range of the chain into an archive.</summary>
internal static class RecordCommand
{
    private static readonly Option<string> Protocol = new("--protocol") { HelpName = "FILE", Description = "The protocol's definition: only what it reads is recorded.", Required = true };
    private static readonly Option<string[]> Rpc = new("--rpc") { HelpName = "URL", Description = "A node's JSON-RPC over http, https, ws or wss; name several to have one checked by the other.", Required = true };
    private static readonly Option<ulong> From = new("--from") { HelpName = "BLOCK", Description = "First block.", Required = true };
    private static readonly Option<ulong> To = new("--to") { HelpName = "BLOCK", Description = "Last block.", Required = true };
    private static readonly Option<string> Out = new("--out") { HelpName = "FILE", Description = "The archive; one that was interrupted is gone on with.", Required = true };
    private static readonly Option<string?> Network = new("--network") { HelpName = "SLUG", Description = "What to call the network; chain-ID by default." };
    private static readonly Option<string[]> Bind = new("--bind") { HelpName = "NAME=VALUE", Description = "A value for ${NAME} in the definition.", AllowMultipleArgumentsPerToken = true };

    public static Verb Create()
    {
        var command = new Verb(
            "record",
            """
            Records blocks of the past with the logs that a protocol's definition reads, each checked against its block's
            header, into an archive that homeostat backtest --archive reads without a node.
            """,
            [
                new("homeostat record --protocol config/protocols/synthetic-perp.yaml --rpc http://127.0.0.1:8545 --from 1 --to 2000 --out perp.hsa", "for backtests without a node"),
            ])
        {
            Protocol,
            Rpc,
            From,
            To,
            Out,
            Network,
            Bind,
        };
        command.SetAction((parse, cancellation) => Failures.ReportAsync(parse.InvocationConfiguration.Error, () => RunAsync(parse, cancellation)));
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parse, CancellationToken cancellation)
    {
        var (output, error) = (parse.InvocationConfiguration.Output, parse.InvocationConfiguration.Error);
        var range = BacktestCommand.Range(parse.GetValue(From), parse.GetValue(To));
        var filter = BacktestRun.FilterOf(ProtocolFile.Load(parse.GetValue(Protocol)!, BacktestCommand.Bindings(parse.GetValue(Bind) ?? [])));
        var endpoints = RecordEndpoints.Of(parse.GetValue(Rpc)!);
        var chainId = await RecordEndpoints.ChainIdAsync(endpoints, range, cancellation).ConfigureAwait(false);
        var network = parse.GetValue(Network) ?? string.Create(CultureInfo.InvariantCulture, $"chain-{chainId}");
        using var archive = Open(parse.GetValue(Out)!, new ArchiveHeader(network, chainId, null, RecordedLogs.Of(filter)), range);
        if (archive.Missing is { } missing)
        {
            await RecordAsync(archive, missing, filter, new PoolOptions(network, chainId), endpoints, error, cancellation).ConfigureAwait(false);
        }

        archive.Writer.Close();
        await output.WriteLineAsync(Printable.Line($"{parse.GetValue(Out)}: blocks {range} on {network}")).ConfigureAwait(false);
        return CommandLine.Held;
    }

    private static async Task RecordAsync(
        ChainArchive archive, BlockRange missing, LogFilter filter, PoolOptions options, IReadOnlyList<EndpointOptions> endpoints, TextWriter error, CancellationToken cancellation)
    {
        var pool = new EndpointPool(options, endpoints, new EndpointConnector(), TimeProvider.System, IngestionMetrics.Unread(options.Network), SilentObserver.Instance);
        await using var _ = pool.ConfigureAwait(false);
        try
        {
            await BacktestProgress.ShowAsync(error, missing, async progress =>
            {
                Tell(archive, missing, progress);
                await new ChainRecorder(pool, filter, progress).RunAsync(archive.Writer, archive.Last, missing, cancellation).ConfigureAwait(false);
                return true;
            }).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            throw new RecordingException("Stopped. What was recorded is kept; the same command goes on from there.");
        }
    }

    private static void Tell(ChainArchive archive, BlockRange missing, IBacktestProgress progress)
    {
        if (archive.Before is { } before)
        {
            progress.Said(before.Warning is { } warning ? $"Going on at block {missing.First}: {warning}." : $"Going on at block {missing.First}.");
        }
    }

    private static ChainArchive Open(string path, ArchiveHeader header, BlockRange range)
    {
        try
        {
            return ChainArchive.Open(path, header, range);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw new UsageException($"--out {path} cannot be written: {(Directory.Exists(path) ? "it is a directory" : e.Message)}");
        }
    }
}
