using Homeostat.Ethereum.Rpc;

namespace Homeostat.Engine.Execution.Broadcast;

/// <summary>A node that takes transactions.</summary>
/// <param name="Name">For logs and metrics; never its address, which may hold a key.</param>
/// <param name="IsPrivate">It shows transactions to nobody before they are mined.</param>
public sealed record ExecutionEndpoint(string Name, EthereumClient Client, bool IsPrivate);
