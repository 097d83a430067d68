using System.Collections.Immutable;

namespace Homeostat.Ethereum.Rpc;

/// <summary>What a frame of a transaction's execution did.</summary>
public enum CallKind
{
    Call,
    DelegateCall,
    StaticCall,
    CallCode,
    Create,
    SelfDestruct,
}

/// <summary>
/// One frame of a transaction's execution: the transaction itself, or a call within it. Calls make no log of their own, so
/// that only a trace shows them.
/// </summary>
/// <param name="TransactionIndex">Within the block.</param>
/// <param name="Path">Position among its siblings at each depth; empty for the transaction itself.</param>
/// <param name="To">The account called or created; null when a creation failed.</param>
/// <param name="Input">Calldata, or init code of a creation.</param>
/// <param name="Succeeded">Neither it nor any frame around it was undone: what it did stands.</param>
public sealed record InternalCall(
    Hash32 Transaction,
    uint TransactionIndex,
    ImmutableArray<uint> Path,
    CallKind Kind,
    Address From,
    Address? To,
    UInt256 Value,
    ReadOnlyMemory<byte> Input,
    bool Succeeded)
{
    private const int SelectorSize = 4;

    /// <summary>The first four bytes of the calldata; empty when there are fewer or when it is a creation.</summary>
    public ReadOnlyMemory<byte> Selector => Kind == CallKind.Create || Input.Length < SelectorSize ? default : Input[..SelectorSize];
}
