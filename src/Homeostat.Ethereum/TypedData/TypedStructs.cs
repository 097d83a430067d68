using System.Globalization;
using Homeostat.Ethereum.Abi;
using Homeostat.Ethereum.Hashing;

namespace Homeostat.Ethereum.TypedData;

/// <summary>
/// Struct types by name and their hashing (EIP-712, "Definition of hashStruct"). The value of a struct is a tuple in the
/// order of its fields, that of an array an array.
/// </summary>
public sealed class TypedStructs
{
    private readonly Dictionary<string, IReadOnlyList<TypedField>> _fields;

    public TypedStructs(IReadOnlyDictionary<string, IReadOnlyList<TypedField>> fields)
    {
        ArgumentNullException.ThrowIfNull(fields);
        _fields = new Dictionary<string, IReadOnlyList<TypedField>>(fields, StringComparer.Ordinal);
        foreach ((string name, IReadOnlyList<TypedField> members) in _fields)
        {
            CheckStruct(name, members);
        }
    }

    public bool Contains(string structName) => _fields.ContainsKey(structName);

    public IReadOnlyList<TypedField> FieldsOf(string structName) => _fields.TryGetValue(structName, out IReadOnlyList<TypedField>? fields)
        ? fields
        : throw new EthereumFormatException($"There is no struct '{Excerpt.Of(structName)}'.");

    /// <summary>"Mail(Person from,string contents)Person(string name)": the struct, then those it refers to, sorted.</summary>
    public string EncodeType(string structName)
    {
        var referred = new SortedSet<string>(StringComparer.Ordinal);
        Collect(structName, referred);
        referred.Remove(structName);
        return string.Concat(referred.Prepend(structName).Select(Declaration));
    }

    public Hash32 TypeHash(string structName) => Keccak256.Hash(EncodeType(structName));

    /// <summary>keccak256(type hash ‖ encoded members).</summary>
    public Hash32 HashStruct(string structName, AbiValue value) => Keccak256.Hash(EncodeData(structName, value));

    /// <summary>The type hash and one word per member: what <see cref="HashStruct"/> hashes.</summary>
    public byte[] EncodeData(string structName, AbiValue value)
    {
        IReadOnlyList<TypedField> fields = FieldsOf(structName);
        if (value is not AbiTuple || value.Items.Count != fields.Count)
        {
            throw new EthereumFormatException($"The struct '{Excerpt.Of(structName)}' takes a tuple of {fields.Count} values.");
        }

        var encoded = new byte[Hash32.Size * (fields.Count + 1)];
        TypeHash(structName).WriteTo(encoded);
        for (int i = 0; i < fields.Count; i++)
        {
            Encode(fields[i].Type, value.Items[i]).WriteTo(encoded.AsSpan(Hash32.Size * (i + 1)));
        }

        return encoded;
    }

    /// <summary>Splits "T[2][]" into "T[2]" and no length, "T[2]" into "T" and 2; false for what is no array.</summary>
    internal static bool TrySplitArray(string type, out string element, out int? length)
    {
        int bracket = type.EndsWith(']') ? type.LastIndexOf('[') : -1;
        element = bracket < 0 ? type : type[..bracket];
        ReadOnlySpan<char> digits = bracket < 0 ? default : type.AsSpan(bracket + 1, type.Length - bracket - 2);
        length = null;
        if (!digits.IsEmpty)
        {
            length = digits[0] != '0' && int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out int count)
                ? count
                : throw new EthereumFormatException($"'{Excerpt.Of(type)}' is no type of EIP-712.");
        }

        return bracket >= 0;
    }

    /// <summary>The type of an atomic or dynamic member. Unlike the ABI, EIP-712 has no aliases and no function type.</summary>
    internal static AbiType Elementary(string type) => SignatureParser.ElementaryType(type) is var known && known.Name == type && known != AbiType.Function
        ? known
        : throw new EthereumFormatException($"'{Excerpt.Of(type)}' is no type of EIP-712.");

    private Hash32 Encode(string type, AbiValue value)
    {
        if (TrySplitArray(type, out string element, out int? length))
        {
            return EncodeArray(type, element, length, value);
        }

        if (Contains(type))
        {
            return HashStruct(type, value);
        }

        AbiType elementary = Elementary(type);
        byte[] encoded = AbiCodec.Encode(elementary, value);

        // The encoding of a dynamic value is an offset, a length and the padded content; EIP-712 hashes the content alone.
        return elementary.IsDynamic
            ? Keccak256.Hash(AbiWords.ReadBytes(encoded, index: 0))
            : new Hash32(encoded);
    }

    private Hash32 EncodeArray(string type, string element, int? length, AbiValue value)
    {
        if (value is not AbiArray || (length is { } fixedLength && value.Items.Count != fixedLength))
        {
            throw new EthereumFormatException($"The type '{Excerpt.Of(type)}' takes an array of its length.");
        }

        var encoded = new byte[Hash32.Size * value.Items.Count];
        for (int i = 0; i < value.Items.Count; i++)
        {
            Encode(element, value.Items[i]).WriteTo(encoded.AsSpan(Hash32.Size * i));
        }

        return Keccak256.Hash(encoded);
    }

    private string Declaration(string structName) =>
        $"{structName}({string.Join(',', FieldsOf(structName).Select(field => $"{field.Type} {field.Name}"))})";

    private void Collect(string structName, SortedSet<string> found)
    {
        var open = new Stack<string>([structName]);
        while (open.TryPop(out string? next))
        {
            if (found.Add(next))
            {
                foreach (string referred in FieldsOf(next).Select(field => InnermostOf(field.Type)).Where(Contains))
                {
                    open.Push(referred);
                }
            }
        }
    }

    private void CheckStruct(string name, IReadOnlyList<TypedField> fields)
    {
        if (!IsIdentifier(name) || fields.Any(field => !IsIdentifier(field.Name)) || fields.DistinctBy(field => field.Name).Count() != fields.Count)
        {
            throw new EthereumFormatException($"The struct '{Excerpt.Of(name)}' or a field of it has no name, a bad one, or one twice.");
        }

        foreach (string type in fields.Select(field => InnermostOf(field.Type)).Where(type => !Contains(type)))
        {
            _ = Elementary(type);
        }
    }

    // Anything else could make two different types read the same.
    private static bool IsIdentifier(string name) =>
        name.Length > 0 && !char.IsAsciiDigit(name[0]) && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '$');

    private static string InnermostOf(string type)
    {
        while (TrySplitArray(type, out string element, out _))
        {
            type = element;
        }

        return type;
    }
}
