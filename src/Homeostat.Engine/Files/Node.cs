using System.Collections.Immutable;

namespace Homeostat.Engine.Files;

/// <summary>A file's content as a tree, the same for YAML and JSON, each node knowing where it was written.</summary>
internal abstract record Node(FilePlace Place)
{
    /// <summary>What the node is, in a user's words.</summary>
    public abstract string Kind { get; }
}

/// <param name="IsQuoted">Quoted text is never null.</param>
internal sealed record ScalarNode(FilePlace Place, string Text, bool IsQuoted) : Node(Place)
{
    public override string Kind => IsNull ? "nothing" : "a single value";

    public bool IsNull => !IsQuoted && Text is "" or "~" or "null";
}

internal sealed record ListNode(FilePlace Place, ImmutableArray<Node> Items) : Node(Place)
{
    public override string Kind => "a list";
}

/// <summary>Entries in the order written, each key once.</summary>
internal sealed record MapNode(FilePlace Place, ImmutableArray<MapEntry> Entries) : Node(Place)
{
    public override string Kind => "a mapping";
}

internal readonly record struct MapEntry(string Key, FilePlace KeyPlace, Node Value);

/// <summary>The file is not one tree at all: reading it ends here. What it is not, is a problem that others may accompany.</summary>
internal sealed class UnreadableException(FilePlace place, string what) : Exception(what)
{
    public FilePlace Place { get; } = place;
}

/// <summary>What a file may cost to read, whoever wrote it.</summary>
internal static class ReadingLimits
{
    public const int FileBytes = 1 << 20;
    public const int ScalarChars = 1 << 16;
    public const int KeyChars = 128;
    public const int Depth = 32;
    public const int Nodes = 50_000;
}
