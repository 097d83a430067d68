using System.CommandLine;
using Homeostat.Audit;
using Homeostat.Audit.Notes;
using Homeostat.Core.Ports;

namespace Homeostat.Cli.Audit;

/// <summary>`homeostat audit verify`.</summary>
internal static class VerifyCommand
{
    private static readonly Option<string?> Key = new("--key") { HelpName = "VKEY", Description = "The log's public key, from somewhere else than its directory; without it, whose log it is stays open." };
    private static readonly Option<string?> From = new("--from") { HelpName = "CHECKPOINT", Description = "A file with an earlier checkpoint: the log must begin with what that one covers." };

    public static Verb Create()
    {
        var directory = AuditCommand.Directory();
        var command = new Verb(
            "verify",
            "Checks that every byte of a log is what its signed checkpoint says, and names entry, tile and byte if not.",
            [new("homeostat audit verify ./audit --from kept/checkpoint", "and that nothing was cut off or rewritten since that checkpoint")])
        {
            directory,
            Key,
            From,
        };
        command.SetAction((parse, cancellation) => Failures.ReportAsync(
            parse.InvocationConfiguration.Error, () => Task.FromResult(Run(parse, parse.GetValue(directory)!, cancellation))));
        return command;
    }

    private static int Run(ParseResult parse, string directory, CancellationToken cancellation)
    {
        var key = parse.GetValue(Key) is { } text ? ParseKey(text) : null;
        var from = parse.GetValue(From) is { } path ? ReadCheckpoint(path) : null;
        var report = Verify(directory, key, from, cancellation);
        var (output, error) = (parse.InvocationConfiguration.Output, parse.InvocationConfiguration.Error);
        foreach (var remark in report.Remarks)
        {
            error.WriteLine(Printable.Line($"note: {remark}"));
        }

        foreach (var finding in report.Findings)
        {
            error.WriteLine(Printable.Line(finding));
        }

        if (!report.IsVerified)
        {
            error.WriteLine(Printable.Line($"{directory} is NOT verified."));
            return CommandLine.DidNotHold;
        }

        var checkpoint = report.Checkpoint!;
        output.WriteLine(Printable.Line($"verified: {checkpoint.Size} entries of {checkpoint.Origin}, root {checkpoint.Root}"));
        output.WriteLine(Printable.Line($"key {report.Key}{(key is null ? ", which the directory itself names: compare it with one you have from elsewhere" : "")}"));
        if (report.Embargoed > 0)
        {
            output.WriteLine($"{report.Embargoed} facts committed to under embargo, {report.Revealed} of them revealed");
        }

        return CommandLine.Held;
    }

    private static LogReport Verify(string directory, VerifierKey? key, byte[]? from, CancellationToken cancellation)
    {
        try
        {
            return LogVerifier.Verify(directory, key, from, cancellation);
        }
        catch (AuditLogException unreadable)
        {
            throw new UsageException(unreadable.Message);
        }
    }

    private static VerifierKey ParseKey(string text)
    {
        try
        {
            return VerifierKey.Parse(text.Trim());
        }
        catch (NoteFormatException wrong)
        {
            throw new UsageException($"--key: {wrong.Message}");
        }
    }

    private static byte[] ReadCheckpoint(string path)
    {
        try
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            var bytes = new byte[SignedNote.MaxBytes + 1];
            return bytes[..file.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false)];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new UsageException($"--from {path} cannot be read: {e.Message}");
        }
    }
}
