using System.Security.Cryptography;
using System.Text;
using Homeostat.Ethereum;
using Homeostat.Ethereum.Signing;

namespace Homeostat.Engine.Keys;

/// <summary>Opens signers, wherever their keys are.</summary>
public static class Signers
{
    /// <exception cref="KeyFileException">The key file cannot be used.</exception>
    /// <exception cref="Networks.SecretException">A password, variable or address is not where the configuration says.</exception>
    /// <exception cref="SigningException">The signing service is not there, or has no such key.</exception>
    public static async Task<ISigner> OpenAsync(SignerSource source, CancellationToken cancellation) => source switch
    {
        SignerSource.KeystoreAt file => new LocalSigner(FromFile(file)),
        SignerSource.Variable variable => new LocalSigner(FromVariable(variable.Name)),
        SignerSource.Remote remote => await Web3Signer.ConnectAsync(
            Web3Signer.ParseUrl(remote.Url.Resolve()), remote.Address, Web3SignerOptions.Default, cancellation).ConfigureAwait(false),
        _ => throw new ArgumentOutOfRangeException(nameof(source), source.GetType().Name, "unknown source"),
    };

    /// <summary>Reads a key out of an environment variable. No message repeats what is in it.</summary>
    /// <exception cref="Networks.SecretException">It is not set.</exception>
    /// <exception cref="KeyFileException">It holds no key.</exception>
    public static PrivateKey FromVariable(string name)
    {
        var text = new Networks.SecretSource(Networks.SecretKind.Environment, name).Resolve().Trim();
        try
        {
            return PrivateKey.Parse(text);
        }
        catch (EthereumFormatException wrong)
        {
            throw new KeyFileException($"the environment variable {name} holds no key: {wrong.Message}", wrong);
        }
    }

    private static PrivateKey FromFile(SignerSource.KeystoreAt file)
    {
        var password = Encoding.UTF8.GetBytes(file.Password.Resolve());
        try
        {
            return KeystoreFile.Open(file.Path, password);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(password);
        }
    }
}
