using Homeostat.Ethereum;

namespace Homeostat.Engine.Files;

/// <summary>Reads an address.</summary>
internal static class AddressReader
{
    private const string Allowed = "an address: 0x and 40 hexadecimal digits, in lower case or with its checksum (EIP-55)";

    public static Address Read(Value value)
    {
        var text = value.Text();
        if (Address.TryParse(text, out var address))
        {
            return address;
        }

        if (!value.IsMissing)
        {
            value.Problem("is not an address", Allowed);
        }

        return default;
    }
}
