namespace Homeostat.Engine.Files;

/// <summary>Opens a YAML or JSON file as a mapping whose <c>schema</c> key says what it is.</summary>
internal static class FileReader
{
    public static MapReader Yaml(string path, string schema, FileProblems problems) =>
        Open(path, schema, problems, YamlNodes.Parse);

    public static MapReader Json(string path, string schema, FileProblems problems) =>
        Open(path, schema, problems, JsonNodes.Parse);

    private static MapReader Open(string path, string schema, FileProblems problems, Func<string, string, FileProblems, Node?> parse)
    {
        var text = BoundedFile.ReadText(path, ReadingLimits.FileBytes, problems);
        var root = text is null ? null : parse(path, text, problems);
        var map = new Value(root, new FilePlace(path, 0, 0), "", problems).Map();
        var written = map.Required("schema");
        if (!written.IsMissing && written.Text() != schema)
        {
            written.Problem("is another kind of file", schema);
        }

        return map;
    }
}
