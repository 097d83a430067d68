using Homeostat.Ethereum;
using Homeostat.Ethereum.Transactions;

namespace Homeostat.Engine.Keys;

/// <summary>Signs transactions with one key, wherever that key is. Safe for concurrent use.</summary>
public interface ISigner : IDisposable
{
    Address Address { get; }

    /// <exception cref="SigningException">No signature, or not one of this key.</exception>
    ValueTask<SignedTransaction> SignAsync(Transaction transaction, CancellationToken cancellation);
}
