using Homeostat.Ethereum.Rpc;

namespace Homeostat.Engine.Execution.Broadcast;

/// <summary>A node that did not take a transaction.</summary>
/// <param name="Endpoint">Its name.</param>
/// <param name="Message">In its own words.</param>
public sealed record Refusal(string Endpoint, RefusalKind Kind, string Message)
{
    public static Refusal Of(string endpoint, EthereumRpcException failure) => new(
        endpoint,
        failure is RpcException refused ? RefusalTable.Classify(refused.Message) : RefusalKind.Unreachable,
        failure.Message);

    public override string ToString() => $"{Endpoint}: {Message}";
}
