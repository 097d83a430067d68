using System.Text;

namespace Homeostat.Ethereum.Abi;

/// <summary>Puts revert data into words for an operator. Never throws: what it cannot read it shows as hexadecimal.</summary>
public static class RevertReason
{
    private const int MaxShownBytes = 256;

    public static string Decode(ReadOnlySpan<byte> revertData, params IReadOnlyList<AbiError> knownErrors)
    {
        if (revertData.IsEmpty)
        {
            return "reverted without data";
        }

        try
        {
            if (AbiError.Message.Matches(revertData))
            {
                return Printable(AbiError.Message.Decode(revertData)[0].AsString());
            }

            if (AbiError.Panic.Matches(revertData))
            {
                return DescribePanic(AbiError.Panic.Decode(revertData)[0].AsUInt256());
            }

            foreach (AbiError error in knownErrors)
            {
                if (error.Matches(revertData))
                {
                    return Printable($"{error.Name}{new AbiTuple(error.Decode(revertData))}");
                }
            }
        }
        catch (EthereumFormatException)
        {
            // A contract may revert with any bytes, also with a known selector before nonsense.
        }

        return "reverted with " + Hex.Encode(revertData[..Math.Min(revertData.Length, MaxShownBytes)])
            + (revertData.Length > MaxShownBytes ? "..." : string.Empty);
    }

    // Codes of the Solidity documentation, "Panic via assert and Error via require".
    private static string DescribePanic(UInt256 code) => "panic " + code.ToQuantity() + (code.TryToUInt64(out ulong known) ? known switch
    {
        0x00 => ": compiler-inserted panic",
        0x01 => ": assertion failed",
        0x11 => ": arithmetic overflow or underflow",
        0x12 => ": division by zero",
        0x21 => ": value out of range for its enum",
        0x22 => ": storage byte array is encoded wrongly",
        0x31 => ": pop on an empty array",
        0x32 => ": array index out of bounds",
        0x41 => ": too much memory allocated",
        0x51 => ": call of a zero-initialised function pointer",
        _ => string.Empty,
    } : string.Empty);

    // The text is the attacker's: no control characters reach a terminal or log line, and its length is bounded.
    private static string Printable(string text)
    {
        var shown = new StringBuilder();
        foreach (char c in text.AsSpan(0, Math.Min(text.Length, MaxShownBytes)))
        {
            shown.Append(char.IsControl(c) ? '?' : c);
        }

        return text.Length > MaxShownBytes ? shown.Append("...").ToString() : shown.ToString();
    }
}
