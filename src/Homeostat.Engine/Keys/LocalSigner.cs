using Homeostat.Ethereum;
using Homeostat.Ethereum.Signing;
using Homeostat.Ethereum.Transactions;

namespace Homeostat.Engine.Keys;

/// <summary>Signs with a key in this process, which is overwritten on disposal.</summary>
public sealed class LocalSigner(PrivateKey key) : ISigner
{
    public Address Address => key.Address;

    public ValueTask<SignedTransaction> SignAsync(Transaction transaction, CancellationToken cancellation) =>
        ValueTask.FromResult(transaction.Sign(key));

    public void Dispose() => key.Dispose();

    public override string ToString() => $"local signer {Address}";
}
