using System.CommandLine;
using System.Text;
using Homeostat.Audit;
using Homeostat.Audit.Embargo;
using Homeostat.Core.Ports;

namespace Homeostat.Cli.Audit;

/// <summary>`homeostat audit show`.</summary>
internal static class ShowCommand
{
    private const int MaxShownBytes = 4_096;

    private static readonly Option<ulong> From = new("--from") { HelpName = "N", Description = "Index of the first entry to show." };

    public static Verb Create()
    {
        var directory = AuditCommand.Directory();
        var command = new Verb(
            "show",
            "Prints a log's entries, one a line after its index. Proves nothing: that is what verify does.",
            [new("homeostat audit show ./audit --from 1200", "entries from number 1200 on")])
        {
            directory,
            From,
        };
        command.SetAction((parse, cancellation) => Failures.ReportAsync(parse.InvocationConfiguration.Error, () =>
        {
            try
            {
                Run(parse.GetValue(directory)!, parse.GetValue(From), parse.InvocationConfiguration.Output, cancellation);
                return Task.FromResult(CommandLine.Held);
            }
            catch (AuditLogException unreadable)
            {
                throw new UsageException(unreadable.Message);
            }
        }));
        return command;
    }

    private static void Run(string directory, ulong from, TextWriter output, CancellationToken cancellation)
    {
        var log = LogReader.Open(directory, LogReader.KeyOf(directory));
        if (from > log.Checkpoint.Size)
        {
            throw new UsageException($"--from {from}: the log has {log.Checkpoint.Size} entries, so 0 to {log.Checkpoint.Size} is allowed");
        }

        for (var index = from; index < log.Checkpoint.Size; index++)
        {
            cancellation.ThrowIfCancellationRequested();
            output.WriteLine($"{index}  {Printable.Line(Words(log.Entry(index)))}");
        }
    }

    private static string Words(byte[] entry)
    {
        if (Commitment.IsEmbargo(entry))
        {
            return $"embargoed, commitment {Text(entry.AsSpan(Commitment.EmbargoLength)).TrimEnd()}";
        }

        return Commitment.ReadReveal(entry) is { } opening ? $"reveals {opening.Index}: {Text(opening.Fact.Span)}" : Text(entry);
    }

    private static string Text(ReadOnlySpan<byte> bytes) => bytes.Length <= MaxShownBytes
        ? Encoding.UTF8.GetString(bytes)
        : $"{Encoding.UTF8.GetString(bytes[..MaxShownBytes])}… ({bytes.Length} bytes)";
}
