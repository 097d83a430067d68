using System.Collections.Immutable;
using System.CommandLine;

namespace Homeostat.Cli;

/// <summary>Something to type, and what it does.</summary>
internal readonly record struct Example(string Line, string What);

/// <summary>A verb of `homeostat`, with examples that its help shows.</summary>
internal sealed class Verb(string name, string description, ImmutableArray<Example> examples) : Command(name, description)
{
    public ImmutableArray<Example> Examples { get; } = examples;
}
