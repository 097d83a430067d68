using Homeostat.Ethereum.Rpc;

namespace Homeostat.Engine.Ingestion.Endpoints;

/// <summary>Tells an endpoint's fault from an answer that the caller must see, such as a revert.</summary>
internal static class FaultClassifier
{
    private const int MethodNotFound = -32601;
    private const int InternalError = -32603;

    // EIP-1474. Geth and anvil give it, or the generic code below with one of the texts.
    private const int ResourceNotFound = -32001;
    private const int ServerError = -32000;

    // EIP-1474 "limit exceeded", and what large providers answer to the same end.
    private static readonly int[] RateLimitCodes = [-32005, -32029, -32090, -32097, 429];
    private static readonly string[] UnknownBlockTexts = ["unknown block", "header not found", "block not found", "missing trie node"];

    /// <summary>Null when the exception is not about the endpoint.</summary>
    public static FaultKind? Classify(Exception exception) => exception switch
    {
        EndpointFaultException fault => fault.Kind,
        RpcMalformedException { IsOversized: true } => FaultKind.Oversized,
        RpcMalformedException => FaultKind.Malformed,
        RpcException refusal => Classify(refusal),
        // A connection that ended because of what the node sent: that is the fault, the end is its consequence.
        _ when Cause(exception) is { } cause => Classify(cause),
        RpcTransportException transport => Classify(transport),
        _ => null,
    };

    public static TimeSpan? RetryAfter(Exception exception) => (exception as RpcTransportException)?.RetryAfter;

    public static bool IsUnsupported(Exception exception) => exception is RpcException { Code: MethodNotFound };

    private static Exception? Cause(Exception exception) =>
        exception.InnerException is EthereumRpcException or EndpointFaultException ? exception.InnerException : null;

    private static FaultKind? Classify(RpcTransportException transport) => transport.Fault switch
    {
        RpcTransportFault.TimedOut => FaultKind.Slow,
        RpcTransportFault.RateLimited => FaultKind.RateLimited,
        RpcTransportFault.HttpStatus => FaultKind.Refused,
        _ => FaultKind.Disconnected,
    };

    private static FaultKind? Classify(RpcException refusal) => refusal.Code switch
    {
        MethodNotFound or InternalError => FaultKind.Refused,
        ResourceNotFound => FaultKind.UnknownBlock,
        ServerError when UnknownBlockTexts.Any(t => refusal.Message.Contains(t, StringComparison.OrdinalIgnoreCase)) => FaultKind.UnknownBlock,
        _ when RateLimitCodes.Contains(refusal.Code) => FaultKind.RateLimited,
        _ => null,
    };
}
