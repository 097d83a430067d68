using Homeostat.Ethereum.Abi;

namespace Homeostat.Ethereum.TypedData;

/// <summary>What a signature is bound to. Fields that are null are not part of the domain's type.</summary>
public sealed record TypedDomain
{
    internal const string StructName = "EIP712Domain";

    /// <summary>The fields that EIP-712 knows, in its order.</summary>
    internal static IReadOnlyList<TypedField> KnownFields { get; } =
    [
        new("name", "string"), new("version", "string"), new("chainId", "uint256"), new("verifyingContract", "address"), new("salt", "bytes32"),
    ];

    public string? Name { get; init; }

    public string? Version { get; init; }

    public UInt256? ChainId { get; init; }

    public Address? VerifyingContract { get; init; }

    public Hash32? Salt { get; init; }

    public Hash32 Separator()
    {
        AbiValue?[] values =
        [
            Name is { } name ? (AbiValue)name : null,
            Version is { } version ? (AbiValue)version : null,
            ChainId is { } chainId ? chainId : null,
            VerifyingContract is { } contract ? contract : null,
            Salt is { } salt ? salt : null,
        ];
        var fields = KnownFields.Where((_, i) => values[i] is not null).ToList();
        var structs = new TypedStructs(new Dictionary<string, IReadOnlyList<TypedField>> { [StructName] = fields });
        return structs.HashStruct(StructName, AbiValue.Tuple([.. values.OfType<AbiValue>()]));
    }
}
