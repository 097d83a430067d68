using System.Text.RegularExpressions;
using Homeostat.Engine.Networks;

namespace Homeostat.Engine.Files;

/// <summary>Reads `{type: environment|file|plain, value}`.</summary>
internal static partial class SecretReader
{
    public static SecretSource Read(Value value)
    {
        var map = value.Map();
        var kind = map.Required("type").Choice(
            ("environment", SecretKind.Environment), ("file", SecretKind.File), ("plain", SecretKind.Plain));
        var text = map.Required("value");
        var source = new SecretSource(kind, kind == SecretKind.Environment ? text.Text(VariablePattern(), "letters, digits and _") : text.Text());
        map.NoOthers();
        return source;
    }

    [GeneratedRegex(@"\A[A-Za-z_][A-Za-z0-9_]*\z", RegexOptions.CultureInvariant)]
    private static partial Regex VariablePattern();
}
