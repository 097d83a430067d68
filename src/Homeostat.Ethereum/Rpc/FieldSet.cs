using System.Text;
using System.Text.Json;

namespace Homeostat.Ethereum.Rpc;

/// <summary>
/// The known fields of a JSON object. Unknown ones are skipped, missing ones are named in the error, and so is one that is
/// there twice: readers differ in which of the two they believe.
/// </summary>
internal sealed class FieldSet
{
    /// <summary>The bit of "seen" that says that the object has a field that is not in the set.</summary>
    public const ulong Unknown = 1UL << 63;

    private readonly string _owner;
    private readonly string[] _names;
    private readonly byte[][] _utf8Names;

    public FieldSet(string owner, params string[] names)
    {
        _owner = owner;
        _names = names;
        _utf8Names = [.. names.Select(Encoding.UTF8.GetBytes)];
    }

    /// <summary>
    /// Moves to the value of the next known field and returns the field's position in the set; -1 after the last field.
    /// The reader stands on the opening brace at first, and on the closing one in the end.
    /// </summary>
    public int Next(ref Utf8JsonReader reader, ref ulong seen)
    {
        // Nothing seen yet means the first call: each call either marks a field or ends the object.
        if (seen == 0 && reader.TokenType != JsonTokenType.StartObject)
        {
            throw new RpcMalformedException($"The {_owner} is no JSON object.");
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            int field = IndexOf(ref reader);
            reader.Read();
            if (field >= 0)
            {
                return (seen & (1UL << field)) == 0 ? Mark(ref seen, field) : throw new RpcMalformedException($"The {_owner} has '{_names[field]}' twice.");
            }

            seen |= Unknown;
            reader.Skip();
        }

        return -1;
    }

    public bool Has(ulong seen, params ReadOnlySpan<string> names)
    {
        foreach (string name in names)
        {
            if ((seen & (1UL << Array.IndexOf(_names, name))) == 0)
            {
                return false;
            }
        }

        return true;
    }

    public void Require(ulong seen, params ReadOnlySpan<string> required)
    {
        foreach (string name in required)
        {
            if ((seen & (1UL << Array.IndexOf(_names, name))) == 0)
            {
                throw new RpcMalformedException($"The {_owner} has no field '{name}'.");
            }
        }
    }

    private static int Mark(ref ulong seen, int field)
    {
        seen |= 1UL << field;
        return field;
    }

    private int IndexOf(ref Utf8JsonReader reader)
    {
        for (int i = 0; i < _utf8Names.Length; i++)
        {
            if (reader.ValueTextEquals(_utf8Names[i]))
            {
                return i;
            }
        }

        return -1;
    }
}
