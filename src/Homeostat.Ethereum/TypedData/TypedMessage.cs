using Homeostat.Ethereum.Abi;
using Homeostat.Ethereum.Hashing;

namespace Homeostat.Ethereum.TypedData;

/// <summary>A struct to sign within a domain (EIP-712).</summary>
public sealed class TypedMessage
{
    public TypedMessage(TypedDomain domain, TypedStructs structs, string primaryType, AbiValue message)
        : this(SeparatorOf(domain), structs, primaryType, message)
    {
    }

    internal TypedMessage(Hash32 domainSeparator, TypedStructs structs, string primaryType, AbiValue message)
    {
        ArgumentNullException.ThrowIfNull(structs);
        DomainSeparator = domainSeparator;
        Structs = structs;
        PrimaryType = primaryType;
        Message = message;
        StructHash = structs.HashStruct(primaryType, message);
        Digest = Keccak256.Hash([0x19, 0x01, .. domainSeparator.ToBytes(), .. StructHash.ToBytes()]);
    }

    public TypedStructs Structs { get; }

    public string PrimaryType { get; }

    public AbiValue Message { get; }

    public Hash32 DomainSeparator { get; }

    public Hash32 StructHash { get; }

    /// <summary>What is signed: keccak256(0x1901 ‖ domain separator ‖ struct hash).</summary>
    public Hash32 Digest { get; }

    /// <summary>Reads the parameter of eth_signTypedData_v4. Without an EIP712Domain type, the domain's members tell it.</summary>
    public static TypedMessage FromJson(string json) => TypedJson.Read(json);

    private static Hash32 SeparatorOf(TypedDomain domain)
    {
        ArgumentNullException.ThrowIfNull(domain);
        return domain.Separator();
    }
}
