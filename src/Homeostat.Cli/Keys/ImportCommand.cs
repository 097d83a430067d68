using System.CommandLine;
using Homeostat.Engine.Keys;
using Homeostat.Ethereum;
using Homeostat.Ethereum.Signing;

namespace Homeostat.Cli.Keys;

/// <summary>`homeostat keys import`.</summary>
internal static class ImportCommand
{
    public static Verb Create()
    {
        var directory = KeysCommand.Directory();
        var variable = KeysCommand.PasswordVariable();
        var keyVariable = new Option<string?>("--key-env")
        {
            Description = "Name of the environment variable that holds the key (64 hexadecimal digits); without it the key is asked for.",
        };
        var command = new Verb(
            "import",
            "Puts a key that exists into a password-protected file and prints its address.",
            [new("homeostat keys import --key-env OLD_KEY", "from a variable; the password is asked for")])
        {
            keyVariable,
            directory,
            variable,
        };
        command.SetAction((parse, _) => Failures.ReportAsync(parse.InvocationConfiguration.Error, () =>
        {
            using var key = parse.GetValue(keyVariable) is { } name ? Signers.FromVariable(name) : Ask();
            KeyWriting.Store(key, parse.GetValue(directory)!, parse.GetValue(variable), parse.InvocationConfiguration.Output);
            return Task.FromResult(CommandLine.Held);
        }));
        return command;
    }

    private static PrivateKey Ask()
    {
        var typed = SecretPrompt.Ask("Key (64 hexadecimal digits, not shown): ", "--key-env NAME");
        try
        {
            return PrivateKey.Parse(typed);
        }
        catch (EthereumFormatException wrong)
        {
            throw new UsageException(wrong.Message);
        }
        finally
        {
            Array.Clear(typed);
        }
    }
}
