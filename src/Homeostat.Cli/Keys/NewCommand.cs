using Homeostat.Ethereum.Signing;

namespace Homeostat.Cli.Keys;

/// <summary>`homeostat keys new`.</summary>
internal static class NewCommand
{
    public static Verb Create()
    {
        var directory = KeysCommand.Directory();
        var variable = KeysCommand.PasswordVariable();
        var command = new Verb(
            "new",
            "Makes a key from the operating system's randomness and prints its address.",
            [new("homeostat keys new --password-env SENTINEL_PASSWORD", "without a terminal, as in a container's first start")])
        {
            directory,
            variable,
        };
        command.SetAction((parse, _) => Failures.ReportAsync(parse.InvocationConfiguration.Error, () =>
        {
            using var key = PrivateKey.Generate();
            KeyWriting.Store(key, parse.GetValue(directory)!, parse.GetValue(variable), parse.InvocationConfiguration.Output);
            return Task.FromResult(CommandLine.Held);
        }));
        return command;
    }
}
