using Homeostat.Ethereum;
using Homeostat.Ethereum.Abi;

namespace Homeostat.Core.Chain.Decoding;

/// <summary>An event as declared, and where its arguments stand in a log.</summary>
public sealed record AbiEventLayout
{
    public AbiEventLayout(AbiEvent declared)
    {
        ArgumentNullException.ThrowIfNull(declared);
        if (declared.IsAnonymous)
        {
            throw new EthereumFormatException($"the event {declared.Signature} is anonymous: nothing tells its logs from others");
        }

        Declared = declared;
        Layout = ArgumentLayout.Of(declared);
    }

    public AbiEvent Declared { get; }

    public ArgumentLayout Layout { get; }
}
