using System.CommandLine;
using System.Globalization;
using Homeostat.Engine.Backtest;
using Homeostat.Engine.Files.Protocols;
using Homeostat.Ethereum;
using Homeostat.Ethereum.Hashing;
using Homeostat.Ethereum.Rpc;

namespace Homeostat.Cli.Backtest;

/// <summary>`homeostat backtest`: a protocol's rules over the past, from a node.</summary>
internal static class BacktestCommand
{
    private static readonly Option<string> Protocol = new("--protocol") { HelpName = "FILE", Description = "The protocol's definition.", Required = true };
    private static readonly Option<ulong> From = new("--from") { HelpName = "BLOCK", Description = "First block.", Required = true };
    private static readonly Option<ulong> To = new("--to") { HelpName = "BLOCK", Description = "Last block.", Required = true };
    private static readonly Option<string[]> Rpc = new("--rpc") { HelpName = "URL", Description = "A node's JSON-RPC over http or https; name several to have the next asked when one fails or lies." };
    private static readonly Option<string?> Archive = new("--archive") { HelpName = "FILE", Description = "An archive of homeostat record, instead of a node." };
    private static readonly Option<string?> Verify = VerifyChoice();
    private static readonly Option<string?> Json = new("--json") { HelpName = "FILE", Description = "Also writes the report there." };
    private static readonly Option<string?> Resume = new("--resume") { HelpName = "FILE", Description = "Where to keep how far it is; beside the --json file by default." };
    private static readonly Option<string[]> Bind = new("--bind") { HelpName = "NAME=VALUE", Description = "A value for ${NAME} in the definition.", AllowMultipleArgumentsPerToken = true };

    public static Verb Create()
    {
        var command = new Verb(
            "backtest",
            """
            Runs a protocol's rules over blocks of the past. A block that cannot be read, or whose logs do not stand up to its
            header, is unverifiable, never skipped.

            With --json, or --resume, what an interrupted run has done is kept, and the same command goes on from there.
            """,
            [
                new("homeostat backtest --protocol config/protocols/synthetic-perp.yaml --rpc http://127.0.0.1:8545 --from 1 --to 2000", "what the rules would have said"),
            ])
        {
            Protocol,
            From,
            To,
            Rpc,
            Archive,
            Verify,
            Json,
            Resume,
            Bind,
        };
        command.SetAction((parse, cancellation) => Failures.ReportAsync(parse.InvocationConfiguration.Error, () => RunAsync(parse, cancellation)));
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parse, CancellationToken cancellation)
    {
        var (output, error) = (parse.InvocationConfiguration.Output, parse.InvocationConfiguration.Error);
        var range = Range(parse.GetValue(From), parse.GetValue(To));
        var path = parse.GetValue(Protocol)!;
        var bindings = Bindings(parse.GetValue(Bind) ?? []);
        var protocol = ProtocolFile.Load(path, bindings);
        var verify = new VerifyOption(parse.GetValue(Verify));
        var source = await BacktestSource.OpenAsync(
            parse.GetValue(Rpc) ?? [], parse.GetValue(Archive), verify, BacktestRun.FilterOf(protocol), range, error, cancellation).ConfigureAwait(false);
        await using var _ = source.ConfigureAwait(false);
        var checkpoint = Checkpoint(parse, path, bindings, verify);
        var run = BacktestProgress.ShowAsync(
            error,
            range,
            progress => new BacktestRun(protocol, source.Blocks, checkpoint, progress, TimeProvider.System).RunAsync(range, cancellation));
        BacktestReport report;
        try
        {
            report = await run.ConfigureAwait(false);
        }
        catch (Exception e) when (e is EthereumRpcException or OperationCanceledException && checkpoint is not null && File.Exists(checkpoint.Path))
        {
            var reason = e is EthereumRpcException ? $"The EVM node: {e.Message}" : "Stopped.";
            await error.WriteLineAsync(Printable.Line($"{reason} What was done is kept in {checkpoint.Path}; the same command goes on from there.")).ConfigureAwait(false);
            return CommandLine.DidNotHold;
        }

        await output.WriteAsync(BacktestSummary.Of(report, isBelieved: source.Verify == VerifyOption.None, ProcessUsage.Now())).ConfigureAwait(false);
        if (parse.GetValue(Json) is { } json)
        {
            await WriteAsync(json, BacktestReportJson.Write(report, source.Verify, ProcessUsage.Now(), source.Calls), cancellation).ConfigureAwait(false);
        }

        return report.Unverifiable == 0 ? CommandLine.Held : CommandLine.DidNotHold;
    }

    internal static BlockRange Range(ulong from, ulong to) => from <= to && to < long.MaxValue
        ? new BlockRange(new BlockNumber(from), new BlockNumber(to))
        : throw new UsageException(string.Create(CultureInfo.InvariantCulture, $"--from {from} --to {to} is no range of blocks; --to must be at least --from."));

    internal static Dictionary<string, string> Bindings(string[] written)
    {
        var bindings = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var text in written)
        {
            var at = text.IndexOf('=', StringComparison.Ordinal);
            if (at <= 0 || !bindings.TryAdd(text[..at], text[(at + 1)..]))
            {
                throw new UsageException($"--bind {text} is not NAME=VALUE, or the name is there twice.");
            }
        }

        return bindings;
    }

    private static Option<string?> VerifyChoice()
    {
        var option = new Option<string?>("--verify")
        {
            HelpName = "CHECK",
            Description = "Against what of its header a node's block is checked: none; bloom, the filter over its logs, by default; or receipts, all of them under the receipts root.",
        };
        return option.AcceptOnlyFromAmong(VerifyOption.None, VerifyOption.Bloom, VerifyOption.Receipts);
    }

    private static BacktestCheckpoint? Checkpoint(ParseResult parse, string protocol, Dictionary<string, string> bindings, VerifyOption verify)
    {
        var path = parse.GetValue(Resume) ?? (parse.GetValue(Json) is { } json ? json + ".resume" : null);
        if (path is null)
        {
            return null;
        }

        // Read again, and small: were it another file by now, the checkpoint would only be refused the next time.
        var bound = string.Join('\n', bindings.OrderBy(b => b.Key, StringComparer.Ordinal).Select(b => $"{b.Key}={b.Value}"));
        return new BacktestCheckpoint(path, Keccak256.Hash(File.ReadAllText(protocol) + "\n" + bound + "\n" + verify.Against));
    }

    private static async Task WriteAsync(string path, string text, CancellationToken cancellation)
    {
        try
        {
            await File.WriteAllTextAsync(path, text, cancellation).ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"--json {path} cannot be written: {e.Message}");
        }
    }
}
