namespace Homeostat.Engine.Execution.Broadcast;

/// <summary>Why a node did not take a transaction, and so what can be done about it.</summary>
public enum RefusalKind
{
    /// <summary>It has this very transaction already: as good as taken.</summary>
    AlreadyKnown,

    /// <summary>The nonce is used up on chain: by one of ours that was mined, or by somebody else's.</summary>
    NonceTooLow,

    /// <summary>The node does not keep transactions whose predecessors it does not have.</summary>
    NonceTooHigh,

    /// <summary>Another transaction with this nonce offers too much to be replaced by this one.</summary>
    ReplacementUnderpriced,

    /// <summary>It offers less than the node or the next block asks for.</summary>
    Underpriced,

    /// <summary>The sender's balance does not cover gas limit times highest fee.</summary>
    InsufficientFunds,

    /// <summary>The node's own cap on what a transaction may cost (geth: --rpc.txfeecap).</summary>
    FeeCapExceeded,

    /// <summary>The gas limit is below what any such transaction uses, or above what a block or the node allows.</summary>
    GasLimit,

    /// <summary>The pool takes no more.</summary>
    PoolFull,

    /// <summary>It would revert, and the node takes none that would (sequencers, private endpoints).</summary>
    Reverts,

    /// <summary>The method, the type of transaction or the chain is not the node's.</summary>
    Unsupported,

    /// <summary>No usable answer: it may have been taken all the same.</summary>
    Unreachable,

    /// <summary>None of the wordings known.</summary>
    Other,
}
