using System.Text.Json.Nodes;

namespace Homeostat.Ethereum.Rpc;

/// <summary>Which state a query is about: a name, a number or, safest across reorganisations, a block hash (EIP-1898).</summary>
public readonly struct BlockTag : IEquatable<BlockTag>
{
    private readonly string? _text;
    private readonly Hash32? _hash;

    private BlockTag(string? text, Hash32? hash)
    {
        _text = text;
        _hash = hash;
    }

    /// <summary>The head. Warning: two queries with this tag can be about two blocks.</summary>
    public static BlockTag Latest => default;

    public static BlockTag Pending => new("pending", null);

    public static BlockTag Safe => new("safe", null);

    public static BlockTag Finalized => new("finalized", null);

    public static BlockTag Earliest => new("earliest", null);

    public static BlockTag At(BlockNumber number) => new(((UInt256)number.Value).ToQuantity(), null);

    public static BlockTag At(Hash32 blockHash) => new(null, blockHash);

    public static implicit operator BlockTag(BlockNumber number) => At(number);

    public static implicit operator BlockTag(Hash32 blockHash) => At(blockHash);

    public bool Equals(BlockTag other) => ToString() == other.ToString();

    public override bool Equals(object? obj) => obj is BlockTag other && Equals(other);

    public override int GetHashCode() => ToString().GetHashCode(StringComparison.Ordinal);

    public override string ToString() => _hash?.ToString() ?? _text ?? "latest";

    public static bool operator ==(BlockTag left, BlockTag right) => left.Equals(right);

    public static bool operator !=(BlockTag left, BlockTag right) => !left.Equals(right);

    internal JsonNode ToJson() => _hash is { } hash ? new JsonObject { ["blockHash"] = hash.ToString() } : ToString();
}
