using Homeostat.Engine.Keys;
using Homeostat.Ethereum;

namespace Homeostat.Engine.Files;

/// <summary>
/// Reads where the engine's key is: `{type: keystore, path, password}`, `{type: environment, value}` or
/// `{type: web3signer, url, address}`; password and url are secrets themselves.
/// </summary>
internal static class SignerReader
{
    private enum Kind
    {
        Keystore,
        Environment,
        Web3Signer,
    }

    public static SignerSource Read(Value value)
    {
        var map = value.Map();
        var kind = map.Required("type").Choice(
            ("keystore", Kind.Keystore), ("environment", Kind.Environment), ("web3signer", Kind.Web3Signer));
        SignerSource source = kind switch
        {
            Kind.Keystore => new SignerSource.KeystoreAt(map.Required("path").Text(), SecretReader.Read(map.Required("password"))),
            Kind.Environment => new SignerSource.Variable(map.Required("value").Text()),
            _ => new SignerSource.Remote(SecretReader.Read(map.Required("url")), AddressOf(map.Required("address"))),
        };
        map.NoOthers();
        return source;
    }

    private static Address AddressOf(Value value)
    {
        if (Address.TryParse(value.Text(), out var address))
        {
            return address;
        }

        if (!value.IsMissing)
        {
            value.Problem("is not an address", "0x and 40 hexadecimal digits, in lower case or with its checksum (EIP-55)");
        }

        return default;
    }
}
