using System.Collections.Immutable;

namespace Homeostat.Engine.Files;

/// <summary>Files that cannot be used, and every reason at once; the message has one line per problem.</summary>
public sealed class FilesException(ImmutableArray<FileProblem> problems)
    : Exception(string.Join('\n', problems))
{
    public ImmutableArray<FileProblem> Problems { get; } = problems;
}
