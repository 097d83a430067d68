using System.Text.Json;
using System.Text.Json.Serialization;
using Homeostat.Core.Playbooks;
using Homeostat.Core.Policy;

namespace Homeostat.Storage;

/// <summary>Decisions and actions as text. Numbers are written so that they read back to the same bits.</summary>
internal static class RecordJson
{
    private static readonly JsonSerializerOptions Options = new()
    {
        Converters = { new JsonStringEnumConverter() },
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
    };

    public static string Write(Decision decision) => JsonSerializer.Serialize(decision, Options);

    public static Decision Decision(string text) => JsonSerializer.Deserialize<Decision>(text, Options)!;

    public static (string Kind, string Body) Write(ContainmentAction action) => action switch
    {
        ContainmentAction.Restrict restrict => ("restrict", JsonSerializer.Serialize(restrict, Options)),
        ContainmentAction.ContainCode code => ("contain_code", JsonSerializer.Serialize(code, Options)),
        _ => throw new ArgumentOutOfRangeException(nameof(action), action.GetType().Name, "unknown action"),
    };

    public static ContainmentAction Action(string kind, string body) => kind switch
    {
        "restrict" => JsonSerializer.Deserialize<ContainmentAction.Restrict>(body, Options)!,
        "contain_code" => JsonSerializer.Deserialize<ContainmentAction.ContainCode>(body, Options)!,
        _ => throw new JsonException($"there is no action of kind '{kind}'"),
    };
}
