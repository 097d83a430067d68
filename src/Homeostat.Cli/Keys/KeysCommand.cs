using System.CommandLine;

namespace Homeostat.Cli.Keys;

/// <summary>`homeostat keys`: the engine's own keys, which can only tighten, and the audit log's.</summary>
internal static class KeysCommand
{
    public static Verb Create() => new(
        "keys",
        """
        Makes, imports and lists the engine's keys: password-protected files (keystore version 3) that every Ethereum
        client reads, or the keys of a signing service. No key and no password is ever an argument or printed.
        """,
        [new("homeostat keys new", "make a key in ./keys and print its address, to be granted the sentinel's role")])
    {
        NewCommand.Create(),
        ImportCommand.Create(),
        AuditCommand.Create(),
        ListCommand.Create(),
    };

    internal static Option<string> Directory() => new("--directory")
    {
        Description = "Where key files are; each is named after its address.",
        DefaultValueFactory = _ => "keys",
    };

    internal static Option<string?> PasswordVariable() => new("--password-env")
    {
        Description = "Name of the environment variable that holds the password; without it the password is asked for.",
    };
}
