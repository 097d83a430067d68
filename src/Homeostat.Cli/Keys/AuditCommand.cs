using System.CommandLine;
using System.Security.Cryptography;
using Homeostat.Audit.Notes;
using Homeostat.Cli.Audit;
using Homeostat.Ethereum.Keystores;

namespace Homeostat.Cli.Keys;

/// <summary>`homeostat keys audit`.</summary>
internal static class AuditCommand
{
    public static Verb Create()
    {
        var name = new Argument<string>("name") { Description = "The log's name, best an address of yours without the scheme: example.org/homeostat." };
        var directory = KeysCommand.Directory();
        var variable = KeysCommand.PasswordVariable();
        var command = new Verb(
            "audit",
            "Makes the Ed25519 key that an audit log is signed with, and prints its public half for those who verify.",
            [new("homeostat keys audit example.org/homeostat", "the password is asked for")])
        {
            name,
            directory,
            variable,
        };
        command.SetAction((parse, _) => Failures.ReportAsync(parse.InvocationConfiguration.Error, () =>
        {
            using var key = Generate(parse.GetValue(name)!);
            var path = AuditKeys.PathOf(parse.GetValue(directory)!, key.Verifier.Name);
            var password = KeyWriting.Password(parse.GetValue(variable));
            try
            {
                AuditKeys.Create(path, key, password, KeystoreCost.Standard);
                parse.InvocationConfiguration.Output.WriteLine(Printable.Line($"{key.Verifier}  {path}"));
            }
            finally
            {
                CryptographicOperations.ZeroMemory(password);
            }

            return Task.FromResult(CommandLine.Held);
        }));
        return command;
    }

    private static SigningKey Generate(string name)
    {
        try
        {
            return SigningKey.Generate(name);
        }
        catch (NoteFormatException wrong)
        {
            throw new UsageException(wrong.Message);
        }
    }
}
