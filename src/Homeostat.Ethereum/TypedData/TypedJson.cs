using System.Text.Json;
using Homeostat.Ethereum.Abi;

namespace Homeostat.Ethereum.TypedData;

/// <summary>
/// Reads the JSON form of typed data. A member that the type lacks is refused: whoever shows the message would show
/// something that is not signed.
/// </summary>
internal static class TypedJson
{
    // Of a member that is there twice, one reader takes the first and another the last.
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false };

    public static TypedMessage Read(string json)
    {
        ArgumentNullException.ThrowIfNull(json);
        try
        {
            using var document = JsonDocument.Parse(json, Strict);
            return Read(document.RootElement);
        }
        catch (JsonException e)
        {
            throw new EthereumFormatException("The typed data is no valid JSON.", e);
        }
    }

    private static TypedMessage Read(JsonElement root)
    {
        JsonElement domain = Member(root, "domain");
        TypedStructs structs = ReadStructs(Member(root, "types"), domain);
        string primaryType = Text(Member(root, "primaryType"));
        Hash32 separator = structs.HashStruct(TypedDomain.StructName, ReadStruct(structs, TypedDomain.StructName, domain));
        return new TypedMessage(separator, structs, primaryType, ReadStruct(structs, primaryType, Member(root, "message")));
    }

    private static TypedStructs ReadStructs(JsonElement types, JsonElement domain)
    {
        var structs = new Dictionary<string, IReadOnlyList<TypedField>>(StringComparer.Ordinal);
        foreach (JsonProperty type in Members(types))
        {
            structs[NameOf(type)] = [.. Items(type.Value).Select(field => new TypedField(Text(Member(field, "name")), Text(Member(field, "type"))))];
        }

        structs.TryAdd(TypedDomain.StructName, [.. TypedDomain.KnownFields.Where(field => Kind(domain).TryGetProperty(field.Name, out _))]);
        return new TypedStructs(structs);
    }

    private static AbiTuple ReadStruct(TypedStructs structs, string name, JsonElement json)
    {
        IReadOnlyList<TypedField> fields = structs.FieldsOf(name);
        foreach (JsonProperty member in Members(json))
        {
            string memberName = NameOf(member);
            if (!fields.Any(field => field.Name == memberName))
            {
                throw new EthereumFormatException($"The struct '{Excerpt.Of(name)}' has no field '{Excerpt.Of(memberName)}'.");
            }
        }

        return new AbiTuple([.. fields.Select(field => ReadValue(structs, field.Type, Member(json, field.Name)))]);
    }

    private static AbiValue ReadValue(TypedStructs structs, string type, JsonElement json)
    {
        if (TypedStructs.TrySplitArray(type, out string element, out _))
        {
            return new AbiArray([.. Items(json).Select(item => ReadValue(structs, element, item))]);
        }

        return structs.Contains(type) ? ReadStruct(structs, type, json) : TypedStructs.Elementary(type) switch
        {
            AbiUIntType => UInt256.Parse(Number(json)),
            AbiIntType => Int256.Parse(Number(json)),
            AbiAddressType => Address.Parse(Text(json)),
            AbiBoolType => json.ValueKind switch
            {
                JsonValueKind.True => true,
                JsonValueKind.False => false,
                _ => throw new EthereumFormatException("A bool of the typed data is neither true nor false."),
            },
            AbiStringType => Text(json),
            _ => Hex.Decode(Text(json)),
        };
    }

    private static string Number(JsonElement json) => json.ValueKind == JsonValueKind.Number ? json.GetRawText() : Text(json);

    private static JsonElement Member(JsonElement json, string name) => Kind(json).TryGetProperty(name, out JsonElement member)
        ? member
        : throw new EthereumFormatException($"The typed data lacks the member '{Excerpt.Of(name)}'.");

    private static JsonElement.ObjectEnumerator Members(JsonElement json) => Kind(json).EnumerateObject();

    private static JsonElement.ArrayEnumerator Items(JsonElement json) => json.ValueKind == JsonValueKind.Array
        ? json.EnumerateArray()
        : throw new EthereumFormatException("The typed data has another value where an array should be.");

    private static JsonElement Kind(JsonElement json) => json.ValueKind == JsonValueKind.Object
        ? json
        : throw new EthereumFormatException("The typed data has another value where an object should be.");

    private static string Text(JsonElement json) => json.ValueKind == JsonValueKind.String
        ? JsonText.Read(json)
        : throw new EthereumFormatException("The typed data has another value where text should be.");

    // A name whose escapes spell a lone surrogate is no text.
    private static string NameOf(JsonProperty property)
    {
        try
        {
            return property.Name;
        }
        catch (InvalidOperationException e)
        {
            throw new EthereumFormatException("A member of the typed data has no valid name.", e);
        }
    }
}
