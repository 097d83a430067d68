using Homeostat.Engine.Networks;
using Homeostat.Ethereum;

namespace Homeostat.Engine.Keys;

/// <summary>Where the engine's key is; never the key itself.</summary>
public abstract record SignerSource
{
    private SignerSource()
    {
    }

    /// <summary>A password-protected file.</summary>
    public sealed record KeystoreAt(string Path, SecretSource Password) : SignerSource;

    /// <summary>The key's 64 hexadecimal digits in a variable: for drills and containers, not for a machine that others use.</summary>
    public sealed record Variable(string Name) : SignerSource;

    /// <summary>A signing service that speaks Web3Signer's eth1 API and never lets the key out.</summary>
    /// <param name="Url">May hold credentials, so it is resolved where it is used and never shown.</param>
    /// <param name="Address">Which of the service's keys.</param>
    public sealed record Remote(SecretSource Url, Address Address) : SignerSource;
}
