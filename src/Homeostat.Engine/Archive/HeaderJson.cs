using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Homeostat.Core;

namespace Homeostat.Engine.Archive;

/// <summary>
/// Core's configuration as JSON: the same value gives the same bytes, which read back to the same value. What is missing,
/// null or unknown is refused: a decision must not hang on a default.
/// </summary>
internal static class HeaderJson
{
    private const string Kind = "kind";

    public static JsonSerializerOptions Options { get; } = new()
    {
        Converters = { new JsonStringEnumConverter(), new EventJson(), new FunctionJson() },
        // What follows from other values is not written: a reader could not check it.
        IgnoreReadOnlyProperties = true,
        MaxDepth = 64,
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        TypeInfoResolver = new DefaultJsonTypeInfoResolver { Modifiers = { NameKinds } },
    };

    /// <summary>A closed hierarchy of Core's is written with the name of what it is.</summary>
    private static void NameKinds(JsonTypeInfo type)
    {
        var core = typeof(Brain).Assembly;
        if (type.Kind != JsonTypeInfoKind.Object || !type.Type.IsAbstract || type.Type.Assembly != core)
        {
            return;
        }

        type.PolymorphismOptions = new JsonPolymorphismOptions
        {
            TypeDiscriminatorPropertyName = Kind,
            UnknownDerivedTypeHandling = JsonUnknownDerivedTypeHandling.FailSerialization,
        };
        foreach (var derived in core.GetTypes().Where(t => t.IsSealed && t.IsSubclassOf(type.Type)).OrderBy(t => t.Name, StringComparer.Ordinal))
        {
            type.PolymorphismOptions.DerivedTypes.Add(new JsonDerivedType(derived, derived.Name));
        }
    }
}
