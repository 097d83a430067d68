using System.Globalization;
using System.Text.RegularExpressions;
using Homeostat.Ethereum;

namespace Homeostat.Engine.Files.Protocols;

/// <summary>Values for the <c>${names}</c> of a file, such as the addresses of a deployment made a moment ago.</summary>
internal sealed partial class Bindings(IReadOnlyDictionary<string, string> values)
{
    private const string AddressWords = "an address of 40 hexadecimal digits, or ${name} where it is bound";

    /// <summary>The text written, or what the name it holds is bound to.</summary>
    public string Text(Value value)
    {
        var written = value.Text();
        if (Placeholder().Match(written) is not { Success: true } match)
        {
            return written;
        }

        if (values.TryGetValue(match.Groups[1].Value, out var bound))
        {
            return bound;
        }

        var names = values.Count == 0 ? "no names: this file needs its deployment" : string.Join(", ", values.Keys.Order(StringComparer.Ordinal));
        value.Problem("is not bound here", names);
        return "";
    }

    /// <summary>A whole number written, or bound to the name written.</summary>
    public int Integer(Value value, int min, int max) =>
        int.TryParse(Text(value), NumberStyles.None, CultureInfo.InvariantCulture, out var bound) && bound >= min && bound <= max
            ? bound
            : value.Integer(min, max);

    public Address Address(Value value)
    {
        var text = Text(value);
        if (Ethereum.Address.TryParse(text, out var address))
        {
            return address;
        }

        Complain(value, text, "is not an address, or its EIP-55 checksum is wrong", AddressWords);
        return default;
    }

    /// <summary>A market key's word: 32 bytes, or an address in the low 20 of them.</summary>
    public Hash32 Word(Value value)
    {
        var text = Text(value);
        if (Ethereum.Address.TryParse(text, out var address))
        {
            return address.ToWord();
        }

        if (Hash32.TryParse(text, out var word))
        {
            return word;
        }

        Complain(value, text, "is neither 32 bytes nor an address", "64 or 40 hexadecimal digits, or ${name} where it is bound");
        return default;
    }

    // A name that is not bound, and a value that is missing, have been reported.
    private static void Complain(Value value, string text, string what, string allowed)
    {
        if (text.Length > 0)
        {
            value.Problem(what, allowed);
        }
    }

    [GeneratedRegex(@"\A\$\{([a-z][a-z0-9_]*)\}\z", RegexOptions.CultureInvariant)]
    private static partial Regex Placeholder();
}
