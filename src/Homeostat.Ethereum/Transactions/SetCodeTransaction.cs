using Homeostat.Ethereum.Rlp;

namespace Homeostat.Ethereum.Transactions;

/// <summary>EIP-7702: accounts that have signed an authorization take the code of a contract. It cannot create a contract.</summary>
public sealed record SetCodeTransaction : Transaction
{
    public override byte Type => 4;

    public ulong ChainId { get; init; }

    public Wei MaxPriorityFeePerGas { get; init; }

    public Wei MaxFeePerGas { get; init; }

    public IReadOnlyList<AccessListEntry> AccessList { get; init; } = [];

    /// <summary>At least one.</summary>
    public IReadOnlyList<SignedAuthorization> Authorizations { get; init; } = [];

    private protected override void WriteFields(RlpWriter writer)
    {
        if (To is null || Authorizations.Count == 0)
        {
            throw new EthereumFormatException("A set-code transaction needs a recipient and an authorization.");
        }

        writer.Write(ChainId);
        writer.Write(Nonce);
        writer.Write(MaxPriorityFeePerGas.Value);
        writer.Write(MaxFeePerGas.Value);
        WriteCall(writer);
        AccessListEntry.WriteList(writer, AccessList);
        writer.BeginList();
        foreach (SignedAuthorization authorization in Authorizations)
        {
            authorization.WriteTo(writer);
        }

        writer.EndList();
    }
}
