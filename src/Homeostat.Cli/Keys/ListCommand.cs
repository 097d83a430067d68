using System.CommandLine;
using Homeostat.Cli.Audit;
using Homeostat.Engine.Keys;

namespace Homeostat.Cli.Keys;

/// <summary>`homeostat keys list`.</summary>
internal static class ListCommand
{
    public static Verb Create()
    {
        var directory = KeysCommand.Directory();
        var service = new Option<string?>("--web3signer-env")
        {
            Description = "Name of the environment variable that holds a signing service's URL; its keys are listed instead.",
        };
        var command = new Verb(
            "list",
            "Lists keys by address. Needs no password: what a file says of its address is not proved by it.",
            [new("homeostat keys list", "the key files in ./keys"), new("homeostat keys list --web3signer-env SIGNER_URL", "the keys of a signing service")])
        {
            directory,
            service,
        };
        command.SetAction((parse, cancellation) => Failures.ReportAsync(parse.InvocationConfiguration.Error, () =>
            parse.GetValue(service) is { } name
                ? RemoteAsync(name, parse.InvocationConfiguration.Output, cancellation)
                : Task.FromResult(Local(parse.GetValue(directory)!, parse.InvocationConfiguration.Output))));
        return command;
    }

    private static int Local(string directory, TextWriter output)
    {
        if (!Directory.Exists(directory))
        {
            throw new UsageException($"{directory} is not a directory; `homeostat keys new` makes it");
        }

        foreach (var path in Directory.EnumerateFiles(directory, "*.json").Order(StringComparer.Ordinal))
        {
            output.WriteLine(Printable.Lines($"{KeystoreFile.AddressOf(path)?.ToString() ?? "(says no address)",-42}  {path}"));
        }

        foreach (var path in Directory.EnumerateFiles(directory, $"*{AuditKeys.Extension}").Order(StringComparer.Ordinal))
        {
            output.WriteLine(Printable.Lines($"{AuditKeys.VerifierOf(path)}  {path}"));
        }

        return CommandLine.Held;
    }

    private static async Task<int> RemoteAsync(string variable, TextWriter output, CancellationToken cancellation)
    {
        var url = Web3Signer.ParseUrl(new Engine.Networks.SecretSource(Engine.Networks.SecretKind.Environment, variable).Resolve());
        foreach (var (address, publicKey) in await Web3Signer.ListAsync(url, Web3SignerOptions.Default, cancellation).ConfigureAwait(false))
        {
            output.WriteLine(Printable.Lines($"{address}  {publicKey}"));
        }

        return CommandLine.Held;
    }
}
