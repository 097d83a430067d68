using System.CommandLine;

namespace Homeostat.Cli.Audit;

/// <summary>`homeostat audit`: what anybody can check of a log, with its files alone.</summary>
internal static class AuditCommand
{
    public static Verb Create() => new(
        "audit",
        """
        Verifies and shows audit logs. Needs the log's files and no key; what they prove and what not is in
        docs/audit-log.md. `homeostat keys audit` makes the key that a log is signed with.
        """,
        [new("homeostat audit verify /var/lib/homeostat/audit --key 'example.org/homeostat+1a2b3c4d+AW…'", "every signature, tile and entry of a log")])
    {
        VerifyCommand.Create(),
        ShowCommand.Create(),
    };

    internal static Argument<string> Directory() => new("directory") { HelpName = "DIR", Description = "Where the log's files are: checkpoint, vkey and tile/." };
}
