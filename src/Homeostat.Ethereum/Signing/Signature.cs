namespace Homeostat.Ethereum.Signing;

/// <summary>An ECDSA signature with the parity of R's y coordinate, from which the signer is recovered.</summary>
public readonly record struct Signature
{
    /// <summary>Bytes of the form r, s, v that contracts take.</summary>
    public const int Size = 65;

    public Signature(UInt256 r, UInt256 s, int yParity)
    {
        if (r.IsZero || r >= Secp256k1.Order || s.IsZero || s >= Secp256k1.Order || yParity is not (0 or 1))
        {
            throw new EthereumFormatException("A signature has r and s between 1 and the group order, and a parity of 0 or 1.");
        }

        R = r;
        S = s;
        YParity = yParity;
    }

    public UInt256 R { get; }

    public UInt256 S { get; }

    /// <summary>0 or 1.</summary>
    public int YParity { get; }

    /// <summary>Whether s is in the lower half. EIP-2 refuses the other half, since (r, n - s) is a second valid signature.</summary>
    public bool IsLowS => S <= Secp256k1.MaxLowS;

    /// <summary>Reads r, s and v; v is 27 or 28, or 0 or 1.</summary>
    public static Signature FromBytes(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length != Size)
        {
            throw new EthereumFormatException($"A signature has {Size} bytes, not {bytes.Length}.");
        }

        int v = bytes[64];
        return new Signature(UInt256.FromBigEndian(bytes[..32]), UInt256.FromBigEndian(bytes[32..64]), v >= 27 ? v - 27 : v);
    }

    /// <summary>r, s and v = 27 + parity, as ecrecover and the usual contracts take it.</summary>
    public byte[] ToBytes()
    {
        var bytes = new byte[Size];
        R.WriteBigEndian(bytes);
        S.WriteBigEndian(bytes.AsSpan(32));
        bytes[64] = (byte)(27 + YParity);
        return bytes;
    }

    /// <summary>The signer. Warning: every well-formed signature recovers to some address; compare it with the one expected.</summary>
    public Address Recover(Hash32 digest) => R.IsZero
        ? throw new EthereumFormatException("An empty signature recovers to no key.")
        : Secp256k1.Recover(this, digest);

    public override string ToString() => Hex.Encode(ToBytes());
}
