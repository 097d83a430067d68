using Homeostat.Ethereum.Hashing;
using Org.BouncyCastle.Asn1.X9;
using Org.BouncyCastle.Crypto.Digests;
using Org.BouncyCastle.Crypto.EC;
using Org.BouncyCastle.Crypto.Signers;
using Org.BouncyCastle.Math.EC;
using Org.BouncyCastle.Math.EC.Multiplier;
using Org.BouncyCastle.Utilities;
using CurveInteger = Org.BouncyCastle.Math.BigInteger;

namespace Homeostat.Ethereum.Signing;

/// <summary>ECDSA over secp256k1 (SEC 1, 4.1) with the recovery that Ethereum adds. Stateless.</summary>
internal static class Secp256k1
{
    private static readonly X9ECParameters Curve = CustomNamedCurves.GetByName("secp256k1");
    private static readonly CurveInteger HalfOrder = Curve.N.ShiftRight(1);

    /// <summary>The order n of the group.</summary>
    public static UInt256 Order { get; } = ToUInt256(Curve.N);

    /// <summary>floor(n / 2): EIP-2 admits no larger s.</summary>
    public static UInt256 MaxLowS { get; } = ToUInt256(HalfOrder);

    public static Address AddressOf(ReadOnlySpan<byte> privateKey) =>
        ToAddress(new FixedPointCombMultiplier().Multiply(Curve.G, ToInteger(privateKey)));

    /// <summary>Deterministic (RFC 6979, HMAC-SHA-256), low s.</summary>
    public static Signature Sign(ReadOnlySpan<byte> privateKey, Hash32 digest)
    {
        byte[] message = digest.ToBytes();
        CurveInteger d = ToInteger(privateKey);
        var e = new CurveInteger(1, message);
        var nonces = new HMacDsaKCalculator(new Sha256Digest());
        nonces.Init(Curve.N, d, message);
        while (true)
        {
            CurveInteger k = nonces.NextK();
            ECPoint point = new FixedPointCombMultiplier().Multiply(Curve.G, k).Normalize();
            CurveInteger r = point.AffineXCoord.ToBigInteger();
            CurveInteger s = BigIntegers.ModOddInverse(Curve.N, k).Multiply(e.Add(d.Multiply(r))).Mod(Curve.N);

            // r >= n has probability 2^-127, and the v of Ethereum could not say so: the next nonce is taken.
            if (r.SignValue == 0 || r.CompareTo(Curve.N) >= 0 || s.SignValue == 0)
            {
                continue;
            }

            bool isOdd = point.AffineYCoord.TestBitZero();
            bool isHigh = s.CompareTo(HalfOrder) > 0;
            return new Signature(ToUInt256(r), ToUInt256(isHigh ? Curve.N.Subtract(s) : s), isOdd ^ isHigh ? 1 : 0);
        }
    }

    /// <summary>SEC 1, 4.1.6: Q = (s R - e G) / r.</summary>
    public static Address Recover(Signature signature, Hash32 digest)
    {
        CurveInteger r = ToInteger(signature.R);
        CurveInteger inverse = BigIntegers.ModOddInverse(Curve.N, r);
        CurveInteger u1 = new CurveInteger(1, digest.ToBytes()).Negate().Multiply(inverse).Mod(Curve.N);
        CurveInteger u2 = ToInteger(signature.S).Multiply(inverse).Mod(Curve.N);
        ECPoint key = ECAlgorithms.SumOfTwoMultiplies(Curve.G, u1, Decompress(signature), u2);
        return key.IsInfinity ? throw NoPoint(null) : ToAddress(key);
    }

    private static ECPoint Decompress(Signature signature)
    {
        Span<byte> encoded = stackalloc byte[33];
        encoded[0] = (byte)(2 + signature.YParity);
        signature.R.WriteBigEndian(encoded[1..]);
        try
        {
            return Curve.Curve.DecodePoint(encoded);
        }
        catch (ArgumentException e)
        {
            throw NoPoint(e);
        }
    }

    private static Address ToAddress(ECPoint key)
    {
        Span<byte> encoded = stackalloc byte[65];
        key.Normalize().EncodeTo(compressed: false, encoded);
        return Address.FromHash(Keccak256.Hash(encoded[1..]));
    }

    private static EthereumFormatException NoPoint(Exception? inner) => inner is null
        ? new EthereumFormatException("The signature recovers to no key.")
        : new EthereumFormatException("The signature recovers to no key.", inner);

    private static CurveInteger ToInteger(ReadOnlySpan<byte> bytes) => new(1, bytes);

    private static CurveInteger ToInteger(UInt256 value)
    {
        Span<byte> bytes = stackalloc byte[32];
        value.WriteBigEndian(bytes);
        return new CurveInteger(1, bytes);
    }

    private static UInt256 ToUInt256(CurveInteger value) => UInt256.FromBigEndian(value.ToByteArrayUnsigned());
}
