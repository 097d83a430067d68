using System.Security.Cryptography;
using System.Text;
using Homeostat.Engine.Keys;
using Homeostat.Engine.Networks;
using Homeostat.Ethereum.Keystores;
using Homeostat.Ethereum.Signing;

namespace Homeostat.Cli.Keys;

/// <summary>Puts a key into a file named after its address.</summary>
internal static class KeyWriting
{
    private const int LeastPasswordChars = 8;

    public static void Store(PrivateKey key, string directory, string? passwordVariable, TextWriter output)
    {
        var password = Password(passwordVariable);
        try
        {
            var path = Path.Combine(directory, $"{key.Address.ToLowerHex()}.json");
            KeystoreFile.Create(path, key, password, KeystoreCost.Standard);
            output.WriteLine($"{key.Address}  {path}");
        }
        finally
        {
            CryptographicOperations.ZeroMemory(password);
        }
    }

    /// <summary>For a new file, from a variable or typed twice. The caller overwrites it.</summary>
    public static byte[] Password(string? variable) => variable is null ? Typed() : FromVariable(variable);

    private static byte[] FromVariable(string name)
    {
        var text = new SecretSource(SecretKind.Environment, name).Resolve();
        return text.Length >= LeastPasswordChars
            ? Encoding.UTF8.GetBytes(text)
            : throw new UsageException($"the password in {name} is shorter than {LeastPasswordChars} characters");
    }

    private static byte[] Typed()
    {
        var first = SecretPrompt.Ask("Password for the new key file (not shown): ", "--password-env NAME");
        var second = SecretPrompt.Ask("Once more: ", "--password-env NAME");
        try
        {
            if (!first.AsSpan().SequenceEqual(second))
            {
                throw new UsageException("the two passwords differ; nothing was written");
            }

            return first.Length >= LeastPasswordChars
                ? Encoding.UTF8.GetBytes(first)
                : throw new UsageException($"a password has at least {LeastPasswordChars} characters; nothing was written");
        }
        finally
        {
            Array.Clear(first);
            Array.Clear(second);
        }
    }
}
