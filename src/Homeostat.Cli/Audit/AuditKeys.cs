using System.Security.Cryptography;
using System.Text;
using Homeostat.Audit.Notes;
using Homeostat.Engine.Keys;
using Homeostat.Engine.Networks;
using Homeostat.Ethereum.Keystores;

namespace Homeostat.Cli.Audit;

/// <summary>The audit log's keys where the engine's keys are: in password-protected files or in variables.</summary>
internal static class AuditKeys
{
    /// <summary>Not .json, which Ethereum keystores are.</summary>
    public const string Extension = ".audit-key";

    public static string PathOf(string directory, string name) =>
        Path.Combine(directory, string.Concat(name.Select(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_' ? c : '-')) + Extension);

    /// <exception cref="KeyFileException">It is there already, or cannot be written.</exception>
    public static void Create(string path, SigningKey key, ReadOnlySpan<byte> password, KeystoreCost cost)
    {
        KeyText.RequireNew(path);
        KeyText.Create(path, SigningKeyText.Seal(key, password, cost));
    }

    /// <summary>Opens the key that the log is signed with. A variable holds it as `PRIVATE+KEY+name+id+base64`.</summary>
    /// <exception cref="KeyFileException">It is no key, or the password is wrong.</exception>
    /// <exception cref="SecretException">Password or variable is not where the source says.</exception>
    public static SigningKey Open(SignerSource source) => source switch
    {
        SignerSource.KeystoreAt file => FromFile(file),
        SignerSource.Variable variable => Read(
            $"the environment variable {variable.Name}", () => SigningKey.Parse(new SecretSource(SecretKind.Environment, variable.Name).Resolve().Trim())),
        _ => throw new UsageException("the audit log's key is in a key file or in an environment variable; signing services do not sign with Ed25519"),
    };

    /// <exception cref="KeyFileException">It is no key file.</exception>
    public static VerifierKey VerifierOf(string path) => Read(path, () => SigningKeyText.VerifierOf(KeyText.Read(path)));

    private static SigningKey FromFile(SignerSource.KeystoreAt file)
    {
        var text = KeyText.Read(file.Path);
        var password = Encoding.UTF8.GetBytes(file.Password.Resolve());
        try
        {
            return Read(file.Path, () => SigningKeyText.Open(text, password));
        }
        finally
        {
            CryptographicOperations.ZeroMemory(password);
        }
    }

    private static T Read<T>(string where, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (NoteFormatException wrong)
        {
            throw new KeyFileException($"{where}: {wrong.Message}", wrong);
        }
    }
}
