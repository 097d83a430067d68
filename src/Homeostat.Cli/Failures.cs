using Homeostat.Engine.Archive;
using Homeostat.Engine.Devnet;
using Homeostat.Engine.Files;
using Homeostat.Engine.Ingestion.Endpoints;
using Homeostat.Engine.Keys;
using Homeostat.Engine.Networks;
using Homeostat.Ethereum.Rpc;

namespace Homeostat.Cli;

/// <summary>What goes wrong, in words on standard error and an exit code; a bug keeps its stack trace.</summary>
internal static class Failures
{
    public static async Task<int> ReportAsync(TextWriter error, Func<Task<int>> run)
    {
        try
        {
            return await run().ConfigureAwait(false);
        }
        catch (Exception wrong) when (wrong is UsageException or FilesException or KeyFileException or SecretException)
        {
            await error.WriteLineAsync(Printable.Lines(wrong.Message)).ConfigureAwait(false);
            return CommandLine.Usage;
        }
        catch (SigningException unsigned)
        {
            await error.WriteLineAsync(Printable.Lines(unsigned.Message)).ConfigureAwait(false);
            return CommandLine.DidNotHold;
        }
        catch (DevnetException broken)
        {
            await error.WriteLineAsync(Printable.Lines(broken.Message)).ConfigureAwait(false);
            return CommandLine.DidNotHold;
        }
        catch (ArchiveException damaged)
        {
            await error.WriteLineAsync(Printable.Lines(damaged.Message)).ConfigureAwait(false);
            return CommandLine.Usage;
        }
        catch (Exception stopped) when (stopped is RecordingException or NoAnswerException)
        {
            await error.WriteLineAsync(Printable.Lines(stopped.Message)).ConfigureAwait(false);
            return CommandLine.DidNotHold;
        }
        catch (EthereumRpcException node)
        {
            await error.WriteLineAsync(Printable.Lines($"the EVM node: {node.Message}")).ConfigureAwait(false);
            return CommandLine.DidNotHold;
        }
        catch (OperationCanceledException)
        {
            await error.WriteLineAsync("Stopped. Nothing was written.").ConfigureAwait(false);
            return CommandLine.DidNotHold;
        }
    }
}
