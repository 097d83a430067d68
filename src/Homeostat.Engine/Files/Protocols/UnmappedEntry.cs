using System.Collections.Immutable;

namespace Homeostat.Engine.Files.Protocols;

/// <summary>Events and functions of a contract that a definition leaves out on purpose.</summary>
/// <param name="Contract">The slug.</param>
/// <param name="Events">Names; a name stands for all events that bear it.</param>
/// <param name="Functions">Names; a name stands for all functions that bear it.</param>
public sealed record UnmappedEntry(string Contract, string Why, ImmutableArray<string> Events, ImmutableArray<string> Functions);
