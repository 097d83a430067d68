using Homeostat.Ethereum;
using Homeostat.Ethereum.Abi;
using Homeostat.Ethereum.Rpc;

namespace Homeostat.Engine.Execution.Arming;

/// <summary>
/// What the OP Stack takes from the sender's balance for a transaction's data on L1, on top of gas: asked of its predeployed
/// GasPriceOracle. Source: @eth-optimism/contracts-bedrock src/L2/GasPriceOracle.sol.
/// </summary>
internal static class DataFee
{
    public static readonly Address GasPriceOracle = Address.Parse("0x420000000000000000000000000000000000000F");

    private static readonly AbiFunction GetL1Fee = AbiFunction.Parse("getL1Fee(bytes) returns (uint256)");

    /// <param name="unsigned">The transaction as it is signed; the oracle adds the signature's length itself.</param>
    public static CallRequest Question(byte[] unsigned) => new(GasPriceOracle, GetL1Fee.EncodeCall(unsigned));

    /// <exception cref="RpcMalformedException">There is no such oracle.</exception>
    public static Wei Answer(byte[] answer)
    {
        try
        {
            return new Wei(GetL1Fee.DecodeOutput(answer)[0].AsUInt256());
        }
        catch (EthereumFormatException nonsense)
        {
            throw new RpcMalformedException($"The network has no GasPriceOracle at {GasPriceOracle}, so it is not of the OP Stack: {nonsense.Message}", nonsense);
        }
    }
}
