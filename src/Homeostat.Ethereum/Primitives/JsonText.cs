using System.Text.Json;

namespace Homeostat.Ethereum;

/// <summary>Reads a JSON string whose escapes may spell a lone surrogate, which the framework reports as a bug of the caller.</summary>
internal static class JsonText
{
    public static string Read(JsonElement text)
    {
        try
        {
            return text.GetString() ?? throw new EthereumFormatException("A JSON string is null.");
        }
        catch (InvalidOperationException e)
        {
            throw new EthereumFormatException("A JSON string is no valid text.", e);
        }
    }
}
