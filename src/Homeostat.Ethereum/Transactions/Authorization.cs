using Homeostat.Ethereum.Hashing;
using Homeostat.Ethereum.Rlp;
using Homeostat.Ethereum.Signing;

namespace Homeostat.Ethereum.Transactions;

/// <summary>
/// Consent of an account to run the code of <paramref name="Delegate"/> (EIP-7702); the zero address ends it. Chain id 0
/// is valid on every chain.
/// </summary>
public sealed record Authorization(ulong ChainId, Address Delegate, ulong Nonce)
{
    private const byte Magic = 0x05;

    public Hash32 SigningHash
    {
        get
        {
            var writer = new RlpWriter();
            writer.WriteRaw([Magic]);
            writer.BeginList();
            WriteFields(writer);
            writer.EndList();
            return Keccak256.Hash(writer.WrittenSpan);
        }
    }

    public SignedAuthorization Sign(PrivateKey key)
    {
        ArgumentNullException.ThrowIfNull(key);
        return new SignedAuthorization(this, key.Sign(SigningHash));
    }

    internal void WriteFields(RlpWriter writer)
    {
        writer.Write(ChainId);
        writer.Write(Delegate);
        writer.Write(Nonce);
    }
}

/// <summary>
/// An authorization as it stands in a transaction. Warning: the chain skips one whose signature is no signature; reading
/// such a transaction is an error here.
/// </summary>
public sealed record SignedAuthorization(Authorization Authorization, Signature Signature)
{
    /// <summary>The account that takes the code.</summary>
    public Address Authority => Signature.Recover(Authorization.SigningHash);

    internal void WriteTo(RlpWriter writer)
    {
        writer.BeginList();
        Authorization.WriteFields(writer);
        writer.Write((ulong)Signature.YParity);
        writer.Write(Signature.R);
        writer.Write(Signature.S);
        writer.EndList();
    }

    internal static IReadOnlyList<SignedAuthorization> ReadList(ref RlpReader reader)
    {
        RlpReader list = reader.ReadList();
        var authorizations = new List<SignedAuthorization>();
        while (!list.IsAtEnd)
        {
            RlpReader entry = list.ReadList();
            var authorization = new Authorization(entry.ReadUInt64(), entry.ReadAddress(), entry.ReadUInt64());
            authorizations.Add(new SignedAuthorization(authorization, TransactionReader.ReadPresentSignature(ref entry)));
            entry.ExpectEnd();
        }

        return authorizations.Count > 0
            ? authorizations
            : throw new EthereumFormatException("A set-code transaction needs an authorization.");
    }
}
