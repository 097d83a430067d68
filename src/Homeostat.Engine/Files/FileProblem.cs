namespace Homeostat.Engine.Files;

/// <summary>A place in a file that a user wrote; lines and columns count from 1, and 0 means the whole file.</summary>
/// <param name="File">As the user named it.</param>
public readonly record struct FilePlace(string File, int Line, int Column)
{
    public override string ToString() => Line == 0 ? File : $"{File}:{Line}:{Column}";
}

/// <summary>Something wrong in a file, with all that is needed to put it right.</summary>
/// <param name="Key">Dotted path from the file's root, e.g. <c>steps[3].from</c>; empty for the file itself.</param>
/// <param name="Value">What was written there; null if nothing was.</param>
/// <param name="What">What is wrong with it, continuing the sentence that key and value begin.</param>
/// <param name="Allowed">What would have been right; null if <paramref name="What"/> says so.</param>
public sealed record FileProblem(FilePlace Place, string Key, string? Value, string What, string? Allowed)
{
    public override string ToString()
    {
        var key = Key.Length == 0 ? "" : $" {Key}";
        var value = Value is null ? "" : $" '{Value}'";
        var allowed = Allowed is null ? "" : $"; allowed: {Allowed}";
        return $"{Place}{key}:{value} {What}{allowed}";
    }
}
