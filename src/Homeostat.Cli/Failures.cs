using Homeostat.Engine.Devnet;
using Homeostat.Engine.Files;
using Homeostat.Ethereum.Rpc;

namespace Homeostat.Cli;

/// <summary>What goes wrong, in words on standard error and an exit code; a bug keeps its stack trace.</summary>
internal static class Failures
{
    public static async Task<int> ReportAsync(Func<Task<int>> run)
    {
        try
        {
            return await run().ConfigureAwait(false);
        }
        catch (FilesException wrong)
        {
            await Console.Error.WriteLineAsync(wrong.Message).ConfigureAwait(false);
            return CommandLine.Usage;
        }
        catch (DevnetException broken)
        {
            await Console.Error.WriteLineAsync(broken.Message).ConfigureAwait(false);
            return CommandLine.DidNotHold;
        }
        catch (EthereumRpcException node)
        {
            await Console.Error.WriteLineAsync($"the EVM node: {node.Message}").ConfigureAwait(false);
            return CommandLine.DidNotHold;
        }
        catch (OperationCanceledException)
        {
            await Console.Error.WriteLineAsync("stopped").ConfigureAwait(false);
            return CommandLine.DidNotHold;
        }
    }
}
