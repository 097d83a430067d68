namespace Homeostat.Ethereum.Rpc;

/// <summary>A request that waits for its answer, which the reading loop brings.</summary>
internal class PendingCall
{
    private readonly TaskCompletionSource<RpcReply> _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task<RpcReply> Task => _completion.Task;

    /// <summary>Whether the answer matters even when nobody waits for it any more.</summary>
    public virtual bool OutlivesCaller => false;

    public void Complete(RpcEnvelope answer)
    {
        try
        {
            RpcReply reply = answer.ToReply();
            OnReply(reply);
            _completion.TrySetResult(reply);
        }
        catch (EthereumRpcException e)
        {
            Fail(e);
        }
    }

    public void Fail(Exception error)
    {
        _completion.TrySetException(error);

        // Nobody may be waiting any more; the failure is not unobserved for that.
        _ = _completion.Task.Exception;
    }

    /// <summary>Runs on the reading loop before it looks at any later message.</summary>
    protected virtual void OnReply(RpcReply reply)
    {
    }
}

/// <summary>
/// An eth_subscribe on its way. Registering on the reading loop puts the subscription in place for its first notification,
/// which may be the very next message.
/// </summary>
internal sealed class PendingSubscription(Action<string> register, Action<string> unregister) : PendingCall
{
    private readonly Lock _gate = new();
    private bool _isAbandoned;
    private string? _id;

    public override bool OutlivesCaller => true;

    public string Id => _id ?? throw new InvalidOperationException("The subscription is not confirmed yet.");

    /// <summary>The caller has given up: ends the subscription now, or as soon as the node confirms it.</summary>
    public void Abandon()
    {
        lock (_gate)
        {
            _isAbandoned = true;
            if (_id is not null)
            {
                unregister(_id);
            }
        }
    }

    protected override void OnReply(RpcReply reply)
    {
        string id = RpcJson.Parse(reply.Result, RpcJson.ReadText);
        lock (_gate)
        {
            // Until it is registered the id is not ours to end.
            register(id);
            _id = id;
            if (_isAbandoned)
            {
                unregister(id);
            }
        }
    }
}
