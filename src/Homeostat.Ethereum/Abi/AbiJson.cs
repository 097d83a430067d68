using System.Text.Json;

namespace Homeostat.Ethereum.Abi;

/// <summary>Reads the JSON form of a contract's ABI, as solc writes it.</summary>
internal static class AbiJson
{
    public static ContractAbi Read(JsonElement root)
    {
        if (root.ValueKind == JsonValueKind.Object && root.TryGetProperty("abi", out JsonElement nested))
        {
            root = nested;
        }

        var functions = new List<AbiFunction>();
        var events = new List<AbiEvent>();
        var errors = new List<AbiError>();
        AbiTupleType constructorInputs = AbiTupleType.Of();
        foreach (JsonElement entry in Array(root, "the ABI"))
        {
            switch (OptionalText(entry, "type", "function"))
            {
                case "function":
                    functions.Add(ReadFunction(entry));
                    break;
                case "event":
                    events.Add(new AbiEvent(Name(entry), Parameters(entry, "inputs", depth: 0), Flag(entry, "anonymous")));
                    break;
                case "error":
                    errors.Add(new AbiError(Name(entry), Parameters(entry, "inputs", depth: 0)));
                    break;
                case "constructor":
                    constructorInputs = Parameters(entry, "inputs", depth: 0);
                    break;
                case "fallback" or "receive":
                    break;
                case string other:
                    throw new EthereumFormatException($"An ABI entry has the unknown type '{Excerpt.Of(other)}'.");
            }
        }

        return new ContractAbi(functions, events, errors, constructorInputs);
    }

    private static AbiFunction ReadFunction(JsonElement entry)
    {
        StateMutability mutability = OptionalText(entry, "stateMutability", "nonpayable") switch
        {
            "view" => StateMutability.View,
            "pure" => StateMutability.Pure,
            "payable" => StateMutability.Payable,
            _ => StateMutability.NonPayable,
        };
        return new AbiFunction(Name(entry), Parameters(entry, "inputs", depth: 0), Parameters(entry, "outputs", depth: 0), mutability);
    }

    private static AbiTupleType Parameters(JsonElement entry, string property, int depth)
    {
        if (depth > AbiType.MaxDepth)
        {
            throw new EthereumFormatException($"ABI types nest deeper than {AbiType.MaxDepth}.");
        }

        var parameters = new List<AbiParameter>();
        if (entry.TryGetProperty(property, out JsonElement list))
        {
            foreach (JsonElement parameter in Array(list, property))
            {
                string name = OptionalText(parameter, "name", string.Empty);
                parameters.Add(new AbiParameter(ReadType(parameter, depth), name, Flag(parameter, "indexed")));
            }
        }

        return new AbiTupleType(parameters);
    }

    private static AbiType ReadType(JsonElement parameter, int depth)
    {
        string text = OptionalText(parameter, "type", string.Empty);
        int bracket = text.IndexOf('[', StringComparison.Ordinal);
        string name = bracket < 0 ? text : text[..bracket];
        AbiType type = name == "tuple" ? Parameters(parameter, "components", depth + 1) : SignatureParser.ElementaryType(name);
        return bracket < 0 ? type : SignatureParser.WithSuffixes(type, text.AsSpan(bracket));
    }

    private static string Name(JsonElement entry) => OptionalText(entry, "name", string.Empty) is { Length: > 0 } name
        ? name
        : throw new EthereumFormatException("An ABI entry has no name.");

    private static JsonElement.ArrayEnumerator Array(JsonElement element, string what) => element.ValueKind == JsonValueKind.Array
        ? element.EnumerateArray()
        : throw new EthereumFormatException($"{what} is no JSON array.");

    private static bool Flag(JsonElement entry, string property) =>
        entry.TryGetProperty(property, out JsonElement value) && value.ValueKind == JsonValueKind.True;

    private static string OptionalText(JsonElement entry, string property, string absent)
    {
        if (entry.ValueKind != JsonValueKind.Object)
        {
            throw new EthereumFormatException("An ABI entry is no JSON object.");
        }

        if (!entry.TryGetProperty(property, out JsonElement value))
        {
            return absent;
        }

        return value.ValueKind == JsonValueKind.String
            ? JsonText.Read(value)
            : throw new EthereumFormatException($"The property {property} of an ABI entry is no string.");
    }
}
