using System.Text;
using System.Text.Json;
using Homeostat.Ethereum;

namespace Homeostat.Engine.Devnet;

/// <summary>
/// Fills the places that a compiler leaves open in creation code for the addresses of external libraries, as listed
/// under <c>linkReferences</c> of Hardhat's artefacts.
/// </summary>
internal static class LibraryLinks
{
    /// <summary>Begins every open place.</summary>
    private const string Placeholder = "__$";

    /// <exception cref="DevnetException">A library is not among the given ones.</exception>
    public static string Fill(string contract, JsonElement artifact, string code, IReadOnlyDictionary<string, Address> libraries)
    {
        if (!code.Contains(Placeholder, StringComparison.Ordinal))
        {
            return code;
        }

        var filled = new StringBuilder(code);
        foreach (var library in artifact.GetProperty("linkReferences").EnumerateObject().SelectMany(file => file.Value.EnumerateObject()))
        {
            Fill(contract, filled, library, libraries);
        }

        return filled.ToString();
    }

    private static void Fill(string contract, StringBuilder code, JsonProperty library, IReadOnlyDictionary<string, Address> libraries)
    {
        if (!libraries.TryGetValue(library.Name, out var address))
        {
            throw new DevnetException($"{contract} needs the library {library.Name}, whose address was not given");
        }

        var hex = address.ToString()[2..];
        foreach (var place in library.Value.EnumerateArray())
        {
            // Offsets count bytes of code; the text has "0x" in front and two characters for each byte.
            var at = 2 + (2 * place.GetProperty("start").GetInt32());
            code.Remove(at, hex.Length).Insert(at, hex);
        }
    }
}
