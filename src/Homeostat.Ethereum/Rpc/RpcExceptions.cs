namespace Homeostat.Ethereum.Rpc;

/// <summary>Why a node gave no usable answer. Three kinds: transient (transport), refused (error object), malformed (hostile or broken node).</summary>
public abstract class EthereumRpcException : Exception
{
    private protected EthereumRpcException(string message, Exception? innerException) : base(message, innerException)
    {
    }
}

/// <summary>The node could not be reached, hung up or did not answer in time. The request may have been executed all the same.</summary>
public sealed class RpcTransportException : EthereumRpcException
{
    public RpcTransportException(string message, Exception? innerException = null) : base(message, innerException)
    {
    }

    public RpcTransportFault Fault { get; init; }

    /// <summary>How long the node asks to be left alone; null when it does not say. Warning: a hostile node may say anything.</summary>
    public TimeSpan? RetryAfter { get; init; }
}

/// <summary>In which way a node could not be talked to.</summary>
public enum RpcTransportFault
{
    /// <summary>Not reachable, or it hung up.</summary>
    Disconnected,

    /// <summary>No whole answer in time.</summary>
    TimedOut,

    /// <summary>HTTP 429.</summary>
    RateLimited,

    /// <summary>Another HTTP status than success.</summary>
    HttpStatus,
}

/// <summary>The node answered, but not what the specification says; the message names the field.</summary>
public sealed class RpcMalformedException : EthereumRpcException
{
    public RpcMalformedException(string message, Exception? innerException = null) : base(message, innerException)
    {
    }

    /// <summary>The answer was cut off because it exceeds the limit; the same question about less may be answered.</summary>
    public bool IsOversized { get; init; }

    /// <summary>What was asked for was done, as far as the node says, but what it says of it is wrong.</summary>
    public bool IsAnswer { get; init; }
}

/// <summary>The node refused the request with a JSON-RPC error object.</summary>
public sealed class RpcException : EthereumRpcException
{
    public RpcException(int code, string message, string? data) : base(message, innerException: null)
    {
        Code = code;
        ErrorData = data;
        RevertData = RpcRevertData.Find(data);
    }

    /// <summary>Negative codes are JSON-RPC's; 3 is an execution that reverted.</summary>
    public int Code { get; }

    /// <summary>The data member of the error as JSON text, or null.</summary>
    public string? ErrorData { get; }

    /// <summary>The bytes that the called contract reverted with, or null when the error is no revert. Empty for a revert without data.</summary>
    public ReadOnlyMemory<byte>? RevertData { get; }
}
