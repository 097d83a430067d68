using Homeostat.Engine.Keys;

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
            _ => new SignerSource.Remote(SecretReader.Read(map.Required("url")), AddressReader.Read(map.Required("address"))),
        };
        map.NoOthers();
        return source;
    }
}
