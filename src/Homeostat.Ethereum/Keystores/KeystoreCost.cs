namespace Homeostat.Ethereum.Keystores;

/// <summary>What it costs to try a password of a keystore: function and parameters.</summary>
public abstract record KeystoreCost
{
    private KeystoreCost()
    {
    }

    /// <summary>As geth makes them by default: about a second and 256 MiB for each try.</summary>
    public static KeystoreCost Standard { get; } = new Scrypt(1 << 18, 8, 1);

    /// <param name="N">A power of two; 128·N·R bytes are needed.</param>
    public sealed record Scrypt(int N, int R, int P) : KeystoreCost;

    /// <summary>PBKDF2 with HMAC-SHA-256.</summary>
    public sealed record Pbkdf2(int Iterations) : KeystoreCost;
}
