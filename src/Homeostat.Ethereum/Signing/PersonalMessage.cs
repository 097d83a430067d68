using System.Globalization;
using System.Text;
using Homeostat.Ethereum.Hashing;

namespace Homeostat.Ethereum.Signing;

/// <summary>EIP-191, version 0x45: the digest of personal_sign, which can be no transaction's.</summary>
public static class PersonalMessage
{
    public static Hash32 Digest(ReadOnlySpan<byte> message)
    {
        string prefix = string.Create(CultureInfo.InvariantCulture, $"\u0019Ethereum Signed Message:\n{message.Length}");
        return Keccak256.Hash([.. Encoding.ASCII.GetBytes(prefix), .. message]);
    }
}
