namespace Homeostat.Engine.Execution;

/// <summary>Why a prepared action would not succeed now.</summary>
public enum UnarmedReason
{
    /// <summary>The contract would revert: role, budget, window or state.</summary>
    Reverts,

    /// <summary>It would use more gas than its transaction allows, or than a block holds.</summary>
    Gas,

    /// <summary>The signer cannot pay for it.</summary>
    Balance,

    /// <summary>The node did not say.</summary>
    Unknown,
}
